import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { checkResultSchema } from "../../src/contract/check-result.ts";
import { assertGolden } from "./golden-file.ts";
import { root, runUllage } from "./run-ullage.ts";

const recording = (name: string) => ["check", "--recording", `fixtures/recordings/${name}`];
const tree = (name: string) => ["check", "--window", "0", "--proc", `fixtures/proc/${name}/proc`, "--sys", `fixtures/proc/${name}/sys`];
/** Checks that read nothing but the tree they are pointed at; the kernel's log is always the machine's own. */
const readsTheTree = ["--only", "usage,drops,early-evictions,pod-tables,hash-load,neighbour-table,ephemeral-ports,tracking-settings"];

const transcripts: readonly { readonly golden: string; readonly args: readonly string[]; readonly status: number }[] = [
  { golden: "quiet-node.txt", args: recording("quiet-node"), status: 0 },
  { golden: "table-full-assured.txt", args: recording("table-full-assured"), status: 2 },
  { golden: "evicting-udp.txt", args: recording("evicting-udp"), status: 2 },
  { golden: "source-nat-exhausted.txt", args: recording("source-nat-exhausted"), status: 2 },
  { golden: "table-full-assured.json", args: [...recording("table-full-assured"), "--output", "json"], status: 2 },
  { golden: "table-full-assured.yaml", args: [...recording("table-full-assured"), "--output", "yaml"], status: 2 },
  { golden: "table-full-assured.md", args: [...recording("table-full-assured"), "--output", "markdown"], status: 2 },
  { golden: "npd-issue.txt", args: [...recording("table-full-assured"), "--exit-codes", "npd"], status: 1 },
  { golden: "npd-ok.txt", args: [...recording("quiet-node"), "--exit-codes", "npd"], status: 0 },
  { golden: "npd-unknown.txt", args: [...tree("linux-6.18-no-conntrack"), "--exit-codes", "npd", "--only", "usage"], status: 2 },
  {
    golden: "only-with-a-threshold.txt",
    args: [...recording("quiet-node"), "--only", "usage", "--set", "usage.warningRatio=0.001"],
    status: 1,
  },
  { golden: "tree-quiet.txt", args: [...tree("linux-6.18-quiet"), ...readsTheTree], status: 0 },
  { golden: "tree-full.txt", args: [...tree("linux-5.4-kube-proxy-iptables"), ...readsTheTree], status: 2 },
  { golden: "tree-without-conntrack.txt", args: [...tree("linux-6.18-no-conntrack"), ...readsTheTree], status: 3 },
  { golden: "tree-unlimited.txt", args: [...tree("linux-6.1-cilium"), "--only", "usage,hash-load"], status: 0 },
];

for (const { golden, args, status } of transcripts) {
  test(`ullage ${args.join(" ")} says what ${golden} holds`, () => {
    const run = runUllage(args);
    assert.equal(run.stderr, "");
    assertGolden(`check/${golden}`, run.stdout);
    assert.equal(run.status, status);
  });
}

test("what npd is told is one line of at most 80 characters", () => {
  for (const name of ["quiet-node", "table-full-assured", "evicting-udp", "source-nat-exhausted"]) {
    const { stdout } = runUllage([...recording(name), "--exit-codes", "npd"]);
    assert.match(stdout, /^[ -~]{1,80}\n$/);
  }
});

test("JSON of the machine it runs on keeps the contract", () => {
  const { stdout, status } = runUllage(["check", "--window", "0", "--output", "json"]);
  const result = checkResultSchema.parse(JSON.parse(stdout));
  assert.ok(status !== null && status <= 3);
  assert.equal(result.notEvaluated, result.signals.filter(({ level }) => level === "not-evaluated").length);
});

const broken = mkdtempSync(join(tmpdir(), "ullage-recording-"));
writeFileSync(
  join(broken, "snapshot.json"),
  '{"schemaVersion":1,"node":"n","takenAtMs":1,"monotonicMs":1,"parts":{"tableUsage":{"status":"present"}}}',
);

const refusals: readonly {
  readonly what: string;
  readonly args: readonly string[];
  readonly status: number;
  readonly says: RegExp;
}[] = [
  { what: "an unknown option", args: ["check", "--windows", "3"], status: 64, says: /unknown option '--windows'/ },
  { what: "an unknown command", args: ["chekc"], status: 64, says: /unknown command 'chekc'/ },
  { what: "no command", args: [], status: 64, says: /Usage: ullage/ },
  { what: "a window that is no number", args: ["check", "--window", "soon"], status: 64, says: /from 0 to 3600/ },
  { what: "an unknown format", args: ["check", "--output", "xml"], status: 64, says: /text, json, yaml, markdown/ },
  {
    what: "an unknown check",
    args: ["check", "--only", "usages"],
    status: 64,
    says: /There is no check usages\. Checks: usage, time-to-full/,
  },
  {
    what: "an unknown threshold",
    args: ["check", "--set", "usage.ratio=1"],
    status: 64,
    says: /Thresholds: noticeRatio, warningRatio, issueRatio/,
  },
  { what: "a threshold without a number", args: ["check", "--set", "usage.issueRatio="], status: 64, says: /a number of at least 0/ },
  { what: "a recording of a live tree", args: [...recording("quiet-node"), "--proc", "/x"], status: 64, says: /cannot be used with/ },
  {
    what: "npd in JSON",
    args: [...recording("quiet-node"), "--exit-codes", "npd", "--output", "json"],
    status: 64,
    says: /one line of text/,
  },
  {
    what: "a recording that is not there",
    args: recording("gone"),
    status: 66,
    says: /recordings\/gone\/snapshot\.json: does not exist \(file-missing\)/,
  },
  {
    what: "a recording with a broken field",
    args: ["check", "--recording", broken],
    status: 66,
    says: /parts\.tableUsage\.value: .*\(recording-malformed\)/,
  },
];

for (const { what, args, status, says } of refusals) {
  test(`${what} ends with ${status}, nothing on stdout and what to do on stderr`, () => {
    const run = runUllage(args);
    assert.equal(run.status, status, run.stderr);
    assert.equal(run.stdout, "");
    assert.match(run.stderr, says);
  });
}

for (const args of [["--help"], ["check", "--help"], ["help", "check"], ["--version"]]) {
  test(`ullage ${args.join(" ")} answers on stdout with status 0`, () => {
    const run = runUllage(args);
    assert.deepEqual([run.status, run.stderr], [0, ""]);
    assert.match(run.stdout, args.includes("--version") ? /^\d+\.\d+\.\d+\n$/ : /Examples:/);
  });
}

test("help of check lists its options although it was asked for in another way", () => {
  assert.equal(runUllage(["help", "check"]).stdout, runUllage(["check", "--help"]).stdout);
});

test("a reader that goes away ends it without a word", async () => {
  const child = spawn(process.execPath, [join(root, "bin/ullage.js"), ...recording("quiet-node")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const status = await new Promise((resolve) => child.on("close", resolve));
  assert.deepEqual([stderr, status], ["", 0]);
});

for (const [name, status] of [
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const) {
  test(`${name} within the window ends it with ${status} and without an answer`, async () => {
    const child = spawn(
      process.execPath,
      [join(root, "bin/ullage.js"), ...tree("linux-6.18-quiet"), "--window", "600", "--only", "drops"],
      {
        cwd: root,
        env: { ...process.env, NODE_DEBUG: "timer" },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let stdout = "";
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
    });
    // Node says so when the window's timer was set: from then on the command is in its window.
    child.stderr.on("data", (chunk) => {
      if (/600000/.test(String(chunk))) child.kill(name);
    });
    const ended = await new Promise((resolve) => child.on("close", resolve));
    assert.deepEqual([stdout, ended], ["", status]);
  });
}
