import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checks } from "../checks/index.ts";
import { partsForPlans } from "./parts-for-plans.ts";

test("every part that a remedy uses is read by a check, or for the plans", () => {
  const sources = readdirSync(import.meta.dirname).filter((file) => /^[a-z-]+\.ts$/.test(file));
  const used = new Set(
    sources.flatMap((file) =>
      [...readFileSync(join(import.meta.dirname, file), "utf8").matchAll(/partOf\(\w+, "(\w+)"\)/g)].map(([, part]) => part!),
    ),
  );
  assert.ok(used.has("resources") && used.has("tableUsage"), [...used].join(", "));
  const read = new Set<string>([...checks.flatMap(({ needs, uses }) => [...needs, ...uses]), ...partsForPlans]);
  assert.deepEqual(
    [...used].filter((part) => !read.has(part)),
    [],
  );
  const ofChecks = new Set<string>(checks.flatMap(({ needs, uses }) => [...needs, ...uses]));
  assert.deepEqual(
    partsForPlans.filter((part) => !used.has(part) || ofChecks.has(part)),
    [],
  );
});
