import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Compares a whole output with a file of test/golden; UPDATE_GOLDEN=1 accepts what it is today. */
export function assertGolden(name: string, actual: string): void {
  const path = join(import.meta.dirname, "../golden", name);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
  }
  assert.equal(actual, readFileSync(path, "utf8"));
}
