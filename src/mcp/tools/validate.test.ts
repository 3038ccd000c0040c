import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ToolOutput } from "../../contract/tools/tool-contract.ts";
import type { validateContract } from "../../contract/tools/validate.ts";
import { eksFolder, ownFolder, packedEks, shelfPlace } from "../../operations/bundle-shelf/shelf-places.case.ts";
import { fixtures } from "../../sources/bundle/bundle-places.case.ts";
import { callTool, contextOfBundles } from "../arguments/bundle-context.case.ts";
import type { ToolContext } from "../tool.ts";
import { validateTool } from "./validate.ts";

type Validated = ToolOutput<typeof validateContract>;

const place = shelfPlace();
place.copy(eksFolder, "eks");
place.put("packed.tar.gz", packedEks());
place.copy(ownFolder, "own");
place.copy(join(fixtures, "almost-nothing"), "almost-nothing");
const many = place.copy(eksFolder, "many");
for (let number = 0; number < 60; number++) writeFileSync(join(many, "var_log", `app-${number}.log`), "a line\n");
const context = await contextOfBundles(place.bundles);

const validate = (input: object, given: Partial<ToolContext> = {}) =>
  callTool(validateTool, input, { ...context, ...given }) as Promise<Validated>;

test("a bundle with every part that tells the limit is complete", async () => {
  for (const instanceId of ["eks", "packed.tar.gz"]) {
    const { complete, missingPatterns, foundPatterns, layout, fileCount, hasFindingsIndex, totalFindings } = await validate({ instanceId });
    assert.deepEqual([complete, layout, fileCount, hasFindingsIndex], [true, "eks-log-collector", 17, true]);
    assert.ok(missingPatterns.every(({ isNeeded }) => !isNeeded));
    assert.ok(foundPatterns.some(({ part }) => part === "interfaceAllowances"));
    assert.ok(totalFindings > 0);
  }
});

test("what a bundle lacks is named, with what it would have told and in which file", async () => {
  const { complete, completeness, missingPatterns, gaps = [] } = await validate({ instanceId: "almost-nothing" });
  assert.equal(complete, false);
  assert.match(completeness, /lacks tableUsage, cpuCounters, kernelLog, settings, interfaceAllowances, tableComposition/);
  assert.deepEqual(
    missingPatterns.slice(0, 6).map(({ isNeeded }) => isNeeded),
    Array.from({ length: 6 }, () => true),
  );
  for (const { files, wouldHaveTold } of missingPatterns) assert.ok(gaps.some((gap) => gap.includes(files) && gap.includes(wouldHaveTold)));
});

test("at most fifty files are listed, those that are known first, and the rest is counted", async () => {
  const { manifest, fileCount, gaps = [] } = await validate({ instanceId: "many" });
  assert.deepEqual([manifest.length, fileCount], [50, 77]);
  assert.equal(manifest[0]?.kind === "unknown", false);
  assert.ok(gaps.some((gap) => gap.startsWith("27 of 77 files are not listed")));
  const narrowed = await validate({ instanceId: "many", path: "app-1" });
  assert.equal(narrowed.manifest.length, 11);
  assert.ok(narrowed.manifest.every(({ logKey }) => logKey.startsWith("many:var_log/app-1")));
});

test("a collection is asked by its id, once it has a bundle", async () => {
  const runs = (state: string, id?: string) =>
    ({
      runs: {
        get: (asked: string) => (asked === "R-1" ? { id: asked, state, ...(id === undefined ? {} : { bundle: { id } }) } : undefined),
      },
    }) as unknown as Partial<ToolContext>;
  assert.equal((await validate({ executionId: "R-1" }, runs("completed", "own"))).bundle, "own");
  await assert.rejects(validate({ executionId: "R-1" }, runs("running")), { code: "no-bundle", next: "Call status until it has ended." });
  await assert.rejects(validate({ executionId: "R-1" }, runs("completed", "gone")), { code: "no-bundle" });
  await assert.rejects(validate({ executionId: "R-2" }, runs("completed", "own")), { code: "unknown-run" });
});

test("either a node or a collection is asked for, and one of them only", async () => {
  await assert.rejects(validate({}), { code: "bad-argument" });
  await assert.rejects(validate({ instanceId: "own", executionId: "R-1" }), { code: "bad-argument" });
});
