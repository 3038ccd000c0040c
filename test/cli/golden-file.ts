import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a file of test/golden says today; undefined where there is none yet. */
export function goldenText(name: string): string | undefined {
  const path = pathOf(name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** Compares a whole output with a file of test/golden; UPDATE_GOLDEN=1 accepts what it is today. */
export function assertGolden(name: string, actual: string): void {
  const path = pathOf(name);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
  }
  assert.equal(actual, readFileSync(path, "utf8"));
}

function pathOf(name: string): string {
  return join(import.meta.dirname, "../golden", name);
}
