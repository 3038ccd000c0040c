import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { overviewResultSchema } from "../../src/contract/overview-result.ts";
import { assertGolden } from "./golden-file.ts";
import { root, runUllage } from "./run-ullage.ts";

const withoutConntrack = [
  "overview",
  ...["--proc", "fixtures/proc/linux-6.18-no-conntrack/proc", "--sys", "fixtures/proc/linux-6.18-no-conntrack/sys"],
];

for (const [golden, output] of [
  ["without-conntrack.txt", "text"],
  ["without-conntrack.md", "markdown"],
] as const) {
  test(`without conntrack the bundled recording is shown, and it is said so, as ${output}`, () => {
    const { stdout, stderr, status } = runUllage([...withoutConntrack, "--output", output]);
    assert.deepEqual([stderr, status], ["", 0]);
    assertGolden(`overview/${golden}`, stdout);
  });
}

test("JSON of the bundled recording keeps the contract and names the recording", () => {
  const { stdout, status } = runUllage([...withoutConntrack, "--output", "json"]);
  const result = overviewResultSchema.strict().parse(JSON.parse(stdout));
  assert.equal(status, 0);
  assert.deepEqual([result.recording, result.check.status], ["table-full-assured", "issue"]);
  assert.match(result.because ?? "", /nf_conntrack is not loaded/);
});

test("JSON of the machine it runs on keeps the contract", () => {
  const { stdout, status } = runUllage(["overview", "--output", "json"]);
  const result = overviewResultSchema.strict().parse(JSON.parse(stdout));
  assert.equal(status, 0);
  assert.equal(result.recording === undefined, result.because === undefined);
});

test("without any right it answers all the same, with the recording and the capability that would help", (t) => {
  const nobody = 65_534;
  if (process.getuid?.() !== 0) return t.skip("needs root, to run as somebody else");
  const asNobody = (args: readonly string[]) =>
    spawnSync(process.execPath, args, { cwd: "/", encoding: "utf8", uid: nobody, gid: nobody, timeout: 60_000 });
  const program = join(root, "bin/ullage.js");
  if (asNobody([program, "--version"]).status !== 0) return t.skip("this checkout is not readable for everyone");
  const { stdout, stderr, status } = asNobody([program, "overview"]);
  assert.deepEqual([stderr, status], ["", 0]);
  assert.match(stdout, /^This machine cannot be shown: .*(CAP_NET_ADMIN|not loaded)/);
  assert.match(stdout, /bundled recording "table-full-assured"/);
});
