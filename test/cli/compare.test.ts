import assert from "node:assert/strict";
import { test } from "node:test";
import { compareResultSchema } from "../../src/contract/compare-result.ts";
import { diagnoseResultSchema } from "../../src/contract/diagnose-result.ts";
import { assertGolden } from "./golden-file.ts";
import { runUllage } from "./run-ullage.ts";

const recording = (name: string) => `fixtures/recordings/${name}`;
const healthy = recording("quiet-node");
const incident = recording("table-full-assured");

test("ullage compare --help says what help.txt holds", () => {
  const { status, stdout } = runUllage(["compare", "--help"]);
  assertGolden("compare/help.txt", stdout);
  assert.equal(status, 0);
});

for (const [golden, output] of [
  ["leak.txt", "text"],
  ["leak.md", "markdown"],
] as const) {
  test(`a healthy node against one with a leak, as ${output}`, () => {
    const { status, stdout, stderr } = runUllage(["compare", healthy, incident, "--output", output]);
    assertGolden(`compare/${golden}`, stdout);
    assert.deepEqual([status, stderr], [0, ""]);
  });
}

for (const [b, limit, suggested] of [
  ["full-churn", "kernel-table-full", ["refusals-with-full-table@b", "churn-of-a-client@b"]],
  ["full-stale-endpoint", "kernel-table-evicting", ["silent-evictions@b", "stale-endpoints@b", "udp-accumulation@b"]],
  ["source-nat-exhausted", "snat-ports", ["refusals-with-room@b"]],
  ["both-limits", "kernel-and-instance", ["refusals-with-full-table@b", "instance-allowance-began@b", "leak@b"]],
] as const) {
  test(`a healthy node against ${b}: ${suggested.join(", ")}`, () => {
    const { status, stdout } = runUllage(["compare", recording("healthy-node"), recording(b), "--output", "json"]);
    const result = compareResultSchema.strict().parse(JSON.parse(stdout));
    assert.equal(status, 0);
    assert.equal(result.b.verdict.limit, limit);
    assert.deepEqual(
      result.suggestions.map(({ id, side }) => `${id}@${side}`),
      suggested,
    );
  });
}

test("what one side may not read is not comparable, with the reason", () => {
  const { stdout } = runUllage(["compare", recording("no-privileges-at-all"), incident, "--output", "json"]);
  const { notComparable } = compareResultSchema.parse(JSON.parse(stdout));
  assert.ok(notComparable.some(({ part, side, because }) => part === "tableComposition" && side === "a" && because !== ""));
});

test("a saved node against this one keeps the contract", () => {
  const { status, stdout, stderr } = runUllage(["compare", healthy, "live", "--window", "0", "--output", "json"]);
  assert.equal(status, 0, stderr);
  const { a, b } = compareResultSchema.strict().parse(JSON.parse(stdout));
  assert.deepEqual([a.origin, b.origin], ["quiet-node", "live"]);
});

for (const [args, code, says] of [
  [["live", "live"], 64, /only one of the two may be live/],
  [[healthy], 64, /missing required argument/],
  [["nowhere.tar.gz", "live", "--window", "3600"], 66, /nowhere\.tar\.gz: does not exist/],
] as const) {
  test(`compare ${args.join(" ")} is refused with ${code} and nothing is answered`, () => {
    const { status, stdout, stderr } = runUllage(["compare", ...args]);
    assert.deepEqual([status, stdout], [code, ""]);
    assert.match(stderr, says);
  });
}

const diagnose = (...args: readonly string[]) => runUllage(["diagnose", "--bundle", incident, ...args]);

test("a baseline adds its differences to the diagnosis and changes nothing else of it", () => {
  const without = diagnoseResultSchema.strict().parse(JSON.parse(diagnose("--output", "json").stdout));
  const { status, stdout } = diagnose("--baseline", healthy, "--output", "json");
  const { baseline, ...others } = diagnoseResultSchema.strict().parse(JSON.parse(stdout));
  assert.equal(status, 2);
  assert.deepEqual(others, without);
  assert.equal(baseline?.origin, "quiet-node");
  assert.ok(baseline?.differences.some(({ topic, moreAt }) => topic === "table-use" && moreAt === "b"));
});

test("the report of a diagnosis has what differs from the baseline before what to do", () => {
  const { stdout } = diagnose("--baseline", healthy);
  assert.match(stdout, /\nAgainst the baseline\n.*use of the table, of its limit.*\nWhat to do at once\n/s);
});

test("the runbook's form stays what it is beside a baseline", () => {
  assert.equal(diagnose("--baseline", healthy, "--output", "yaml").stdout, diagnose("--output", "yaml").stdout);
});
