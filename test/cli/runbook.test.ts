import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse } from "yaml";
import { runbookResultSchema } from "../../src/contract/runbook-result.ts";
import { smallRunbook } from "../../src/runbooks/runbook.case.ts";
import { assertGolden, goldenText } from "./golden-file.ts";
import { root, runUllage } from "./run-ullage.ts";

const directory = mkdtempSync(join(tmpdir(), "ullage-runbook-test-"));
after(() => rmSync(directory, { recursive: true, force: true }));

function recording(name: string): string {
  return join("fixtures/recordings", name);
}

test("list shows every runbook of the package, from wherever the program runs", () => {
  const { status, stdout, stderr } = runUllage(["runbook", "list"]);
  assert.deepEqual([status, stderr], [0, ""]);
  assertGolden("runbooks/list.txt", stdout);
  const { runbooks } = JSON.parse(runUllage(["runbook", "list", "--output", "json"]).stdout);
  assert.deepEqual(
    runbooks.map(({ name }: { readonly name: string }) => `${name}.md`),
    readdirSync(join(root, "runbooks")).sort(),
  );
});

for (const name of [
  "D3",
  "d3",
  "conntrack-exhaustion",
  "D3-conntrack-exhaustion",
  "D3-conntrack-exhaustion.md",
  "runbooks/D3-conntrack-exhaustion.md",
]) {
  test(`show ${name} is the file as it is written`, () => {
    const { status, stdout } = runUllage(["runbook", "show", name]);
    assert.deepEqual([status, stdout], [0, readFileSync(join(root, "runbooks/D3-conntrack-exhaustion.md"), "utf8")]);
  });
}

test("a runbook that there is not ends with the names that are near", () => {
  const { status, stdout, stderr } = runUllage(["runbook", "run", "D3-contrack"]);
  assert.deepEqual([status, stdout], [66, ""]);
  assert.match(stderr, /near it are D3-conntrack-exhaustion.*\(runbook-unknown\)/);
});

for (const [name, status] of [
  ["full-churn", 2],
  ["dns-throttled", 1],
  ["healthy-node", 0],
  ["no-privileges-at-all", 3],
] as const) {
  test(`run D3 over ${name} prints the report that was accepted and ends with ${status}, as diagnose does`, () => {
    const args = ["--bundle", recording(name), "--output", "yaml"];
    const run = runUllage(["runbook", "run", "D3", ...args]);
    assert.deepEqual([run.status, run.stderr], [status, ""]);
    assert.equal(run.stdout, goldenText(`runbooks/D3-${name}.yaml`));
    assert.equal(parse(runUllage(["diagnose", ...args]).stdout).root_cause, parse(run.stdout).root_cause);
  });
}

test("the text shows each step and ends in the report; JSON is what its schema says", () => {
  const { stdout } = runUllage(["runbook", "run", "D3", "--bundle", recording("both-limits"), "--thorough"]);
  for (const words of [
    /^MUST done: diagnose\(instanceId="both-limits"\)/m,
    /^SHOULD done: top_talkers/m,
    /^Guardrails$/m,
    /call somebody: Where limit is instance-allowance/,
    /^ {4}root_cause: kernel_conntrack/m,
  ])
    assert.match(stdout, words);
  assert.doesNotMatch(stdout, /MAY done/);
  const result: unknown = JSON.parse(runUllage(["runbook", "run", "D3", "--bundle", recording("both-limits"), "--output", "json"]).stdout);
  assert.deepEqual(runbookResultSchema.parse(result), result);
});

test("Markdown has the report in a fence of YAML", () => {
  const { stdout } = runUllage(["runbook", "run", "N5", "--bundle", recording("pod-table-full"), "--output", "markdown"]);
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(stdout) ?? [];
  assert.equal(parse(yaml).root_cause, "pod-table-full");
});

test("of a folder of bundles a node has to be named, and the names are told", () => {
  const shelf = join(directory, "shelf");
  for (const name of ["real-idle", "healthy-node", "both-limits"])
    cpSync(join(root, recording(name)), join(shelf, name), { recursive: true });
  const without = runUllage(["runbook", "run", "D3", "--bundle", shelf]);
  assert.equal(without.status, 66);
  assert.match(without.stderr, /2 nodes; name one with --node: .*\(node-not-named\)/);
  const named = runUllage(["runbook", "run", "D3", "--bundle", shelf, "--node", "both-limits", "--output", "yaml"]);
  assert.deepEqual([named.status, parse(named.stdout).severity], [2, "CRITICAL"]);
  const nobody = runUllage(["runbook", "run", "D3", "--bundle", shelf, "--node", "both-limit"]);
  assert.equal(nobody.status, 66);
  assert.match(nobody.stderr, /node-not-named/);
});

test("two bundles of one node tell together what rose, which one alone does not", () => {
  const [before, now] = [join(directory, "before"), join(directory, "now")];
  for (const [folder, sample] of [
    [before, "earlier.json"],
    [now, "snapshot.json"],
  ] as const) {
    mkdirSync(folder);
    cpSync(join(root, recording("allowance-exceeded"), sample), join(folder, "snapshot.json"));
  }
  const causeOf = (...paths: readonly string[]) =>
    parse(runUllage(["runbook", "run", "D6", "--output", "yaml", ...paths.flatMap((path) => ["--bundle", path])]).stdout).root_cause;
  assert.deepEqual([causeOf(now), causeOf(before, now)], ["approaching-limit", "aws_instance_limit exhaustion"]);
});

for (const [what, path, code] of [
  ["does not exist", "/nonexistent/bundle", "file-missing"],
  ["holds nothing that is known", join(root, "runbooks"), "bundle-unrecognised"],
] as const) {
  test(`a bundle that ${what} is told, and nothing is reported`, () => {
    const { status, stdout, stderr } = runUllage(["runbook", "run", "D3", "--bundle", path]);
    assert.deepEqual([status, stdout], [66, ""]);
    assert.match(stderr, new RegExp(`\\(${code}\\)`));
  });
}

test("runbooks of one's own are read from a folder; those that cannot be followed are told with file and line", () => {
  const folder = join(directory, "own");
  mkdirSync(folder);
  writeFileSync(join(folder, "X1-example.md"), smallRunbook);
  assert.match(runUllage(["runbook", "list", "--folder", folder]).stdout, /X1 {2}WARNING/);
  const run = runUllage(["runbook", "run", "X1", "--folder", folder, "--bundle", recording("source-nat-exhausted"), "--output", "yaml"]);
  assert.deepEqual([run.status, parse(run.stdout).root_cause], [2, "snat-ports"]);
  writeFileSync(
    join(folder, "X2-broken.md"),
    smallRunbook.replace("severity: WARNING", "severity: HIGH").replace("State `root_cause`", "State `cause`"),
  );
  const broken = runUllage(["runbook", "list", "--folder", folder]);
  assert.equal(broken.status, 66);
  assert.match(broken.stderr, /X2-broken\.md:5: severity: .*X2-broken\.md:39: .*\(runbook-malformed\)/);
});

test("a runbook that calls a tool that there is not still runs, and says which step could not", () => {
  const folder = join(directory, "unknown-tool");
  mkdirSync(folder);
  writeFileSync(join(folder, "X1-example.md"), smallRunbook.replace("`errors(", "`reboot("));
  const { status, stdout } = runUllage(["runbook", "run", "X1", "--folder", folder, "--bundle", recording("source-nat-exhausted")]);
  assert.equal(status, 2);
  assert.match(stdout, /MUST not evaluated: reboot\(.*there is no tool reboot/);
});

test("nothing is left behind, unless it is to be kept", () => {
  const temporary = join(directory, "tmp");
  mkdirSync(temporary);
  runUllage(["runbook", "run", "D3", "--bundle", recording("healthy-node")], { TMPDIR: temporary });
  assert.deepEqual(readdirSync(temporary), []);
  const kept = join(directory, "kept");
  runUllage(["runbook", "run", "D3", "--bundle", recording("healthy-node"), "--state", kept], { TMPDIR: temporary });
  assert.ok(readdirSync(kept).length > 0);
});

test("options that do not fit together are refused", () => {
  for (const args of [
    ["--agents", "http://127.0.0.1:1", "--bundle", "x"],
    ["--kubeconfig", "x"],
    ["--agents-deadline", "3"],
  ]) {
    const { status, stderr } = runUllage(["runbook", "run", "D3", ...args]);
    assert.deepEqual([status, stderr.startsWith("error:")], [64, true], args.join(" "));
  }
});

test("a folder of loose files that is given as a bundle is one, as it is for diagnose", () => {
  const bundle = ["--bundle", "fixtures/bundles/loose"];
  const { status, stdout } = runUllage(["runbook", "run", "D3", ...bundle, "--output", "json"]);
  assert.deepEqual([status, JSON.parse(stdout).instanceId], [runUllage(["diagnose", ...bundle]).status, "loose"]);
});

test("a name of two nodes is refused with the names that tell them apart, and is no bug", () => {
  const folder = join(directory, "two-of-a-name");
  for (const cluster of ["east", "west"]) cpSync(join(root, recording("healthy-node")), join(folder, cluster, "node"), { recursive: true });
  const named = runUllage(["runbook", "run", "D3", "--bundle", folder, "--node", "node-a"]);
  assert.deepEqual([named.status, named.stdout], [66, ""]);
  assert.match(named.stderr, /names 2 nodes: east\/node-a, west\/node-a \(node-not-named\)/);
  const unnamed = runUllage(["runbook", "run", "D3", "--bundle", folder]);
  assert.match(unnamed.stderr, /name one with --node: east\/node, west\/node/);
});

test("a bundle that cannot be read says why once", () => {
  const path = join(directory, "notes.tar.gz");
  writeFileSync(path, "no archive");
  const { status, stderr } = runUllage(["runbook", "run", "D3", "--bundle", path]);
  assert.equal(status, 66);
  assert.equal(stderr.split("notes.tar.gz").length, 2, stderr);
});
