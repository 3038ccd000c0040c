import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { constants, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { parse as parseYaml } from "yaml";
import { analyzeResultSchema } from "../../src/contract/analyze-result.ts";
import { isErrno } from "../../src/platform/errno.ts";
import { assertGolden } from "./golden-file.ts";
import { root, runUllage } from "./run-ullage.ts";

const saved = (name: string) => ["analyze", `fixtures/conntrack-text/${name}`];
const folder = mkdtempSync(join(tmpdir(), "ullage-analyze-"));
const list = readFileSync(join(root, "fixtures/conntrack-text/list.txt"));

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The time is that of the run. */
function timeless(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>");
}

function resultOf(args: readonly string[]) {
  const { stdout, stderr, status } = runUllage([...args, "--output", "json"]);
  assert.deepEqual([stderr, status], ["", 0]);
  return analyzeResultSchema.strict().parse(JSON.parse(stdout));
}

const named = (dimensions: string) => [
  ...["analyze", "fixtures/pod-lists/connections.txt", "--by", dimensions],
  ...["--pods", "fixtures/pod-lists/pods.json"],
];

const transcripts: readonly { readonly golden: string; readonly args: readonly string[] }[] = [
  { golden: "list.txt", args: saved("list.txt") },
  { golden: "list.md", args: [...saved("list.txt"), "--output", "markdown"] },
  { golden: "offload.txt", args: [...saved("list-offload.txt"), "--by", "flag,port"] },
  { golden: "most-frequent.txt", args: [...saved("list-extended.txt"), "--by", "source,port", "--limit", "2"] },
  {
    golden: "filtered.txt",
    args: [...saved("proc-nf-conntrack.txt"), "--filter", "protocol=tcp", "--filter", "address=10.244.0.0/16", "--by", "state,destination"],
  },
  { golden: "by-name.txt", args: [...named("workload,pod,namespace,service"), "--node", "worker-1"] },
  { golden: "by-name.md", args: [...named("workload"), "--limit", "2", "--output", "markdown"] },
];

for (const { golden, args } of transcripts) {
  test(`ullage ${args.join(" ")} says what ${golden} holds`, () => {
    const run = runUllage(args);
    assert.deepEqual([run.stderr, run.status], ["", 0]);
    assertGolden(`analyze/${golden}`, timeless(run.stdout));
  });
}

test("JSON by names keeps the contract and has the dimensions that were asked for", () => {
  const { total, traffic } = resultOf(named("workload,service"));
  assert.deepEqual(Object.keys(traffic?.by ?? {}), ["workload", "service"]);
  assert.deepEqual([total, traffic?.named], [16, 14]);
  const [first] = traffic?.by.workload?.groups ?? [];
  assert.deepEqual([first?.key, first?.entries, first?.asServer], ["Deployment shop/checkout", 13, 7]);
});

test("names that act on a terminal are shown harmless", () => {
  const pods = fileOf(
    "hostile.json",
    JSON.stringify({
      items: [{ kind: "Pod", metadata: { name: "x\u001b[2J\u001b]0;owned\u0007\ny", namespace: "shop" }, status: { podIP: "10.244.0.5" } }],
    }),
  );
  for (const output of ["text", "markdown", "json", "yaml"]) {
    const { stdout, status } = runUllage([...named("workload,pod").slice(0, -1), pods, "--output", output]);
    assert.equal(status, 0);
    assert.match(stdout, /x\\+x1b/);
    for (const acting of ["\u001b", "\u0007"]) assert.ok(!stdout.includes(acting));
  }
});

const unnamed: readonly (readonly [what: string, args: readonly string[], status: number, says: RegExp])[] = [
  ["names of a saved table that nobody tells", ["fixtures/pod-lists/connections.txt", "--by", "workload"], 64, /--pods/],
  [
    "names for dimensions that have none",
    [...saved("list.txt").slice(1), "--by", "port", "--pods", "fixtures/pod-lists/pods.json"],
    64,
    /--by/,
  ],
  ["a cluster and no names", ["--by", "pod", "--no-names", "--in-cluster"], 64, /--no-names/],
  ["two clusters", ["--by", "pod", "--kubeconfig", "x", "--in-cluster"], 64, /--in-cluster/],
  ["table and pods both from standard input", ["-", "--by", "pod", "--pods", "-"], 64, /standard input/],
  ["a list of pods that is none", [...named("pod").slice(1, -1), "fixtures/conntrack-text/list.txt"], 66, /pod-list-unrecognised/],
  ["a list of pods that is missing", [...named("pod").slice(1, -1), "nowhere.json"], 66, /file-missing/],
];

for (const [what, args, status, says] of unnamed)
  test(`${what}: refused`, () => {
    const run = runUllage(["analyze", ...args]);
    assert.equal(run.status, status, run.stderr);
    assert.match(run.stderr, says);
    assert.equal(run.stdout, "");
  });

test("JSON of a saved table keeps the contract, and YAML says the same", () => {
  const result = resultOf([...saved("list.txt"), "--limit", "1"]);
  assert.deepEqual(
    [result.total, result.malformed, result.duplicates, result.capped, result.byFamily, result.top.sources.items.length],
    [42, 0, 0, null, { ipv4: 31, ipv6: 11 }, 1],
  );
  const yaml: unknown = parseYaml(runUllage([...saved("list.txt"), "--limit", "1", "--output", "yaml"]).stdout);
  assert.deepEqual({ ...analyzeResultSchema.strict().parse(yaml), takenAt: "" }, { ...result, takenAt: "" });
});

for (const [what, name, content, total, malformed] of [
  ["a gzip file is read like the plain one", "whole.gz", gzipSync(list), 42, 0],
  ["a text cut in a line loses that line only", "cut.txt", list.subarray(0, 700), 4, 1],
  ["a 10 MB line costs itself", "long.txt", Buffer.concat([list, Buffer.alloc(10_000_000, "a"), Buffer.from("\n"), list]), 42, 1],
  ["zeros are one line that is no entry", "zeros.bin", new Uint8Array(5000), 0, 1],
  ["an empty file holds nothing", "empty.txt", "", 0, 0],
] as const) {
  test(`${what}: ${total} entries, ${malformed} malformed`, () => {
    const result = resultOf(["analyze", fileOf(name, content)]);
    assert.deepEqual([result.total, result.malformed, result.malformedExamples.length], [total, malformed, malformed]);
  });
}

for (const [what, behind, remarks] of [
  ["zeros, as tapes pad", Buffer.alloc(100_000), 0],
  ["what is no gzip", Buffer.from("scp: lost connection"), 1],
  ["the beginning of another member", gzipSync(list).subarray(0, 12), 1],
] as const) {
  test(`a gzip file with ${what} behind its content loses no entry`, () => {
    const result = resultOf(["analyze", fileOf("followed.gz", Buffer.concat([gzipSync(list), behind]))]);
    assert.deepEqual([result.total, result.malformed, result.remarks.length], [42, 0, remarks]);
  });
}

test("a gzip file cut short gives what came before and says that it is cut", () => {
  const result = resultOf(["analyze", fileOf("cut.gz", gzipSync(list).subarray(0, 500))]);
  assert.ok(result.total > 0 && result.total < 42);
  assert.equal(result.remarks.length, 1);
});

test("the address of a pod is matched exactly and in every tuple", () => {
  const path = fileOf(
    "pods.txt",
    [
      "tcp      6 10 ESTABLISHED src=10.0.1.5 dst=10.0.2.1 sport=1 dport=80 src=10.0.2.1 dst=10.0.1.5 sport=80 dport=1 [ASSURED] mark=0 use=1",
      "tcp      6 10 ESTABLISHED src=10.0.1.50 dst=10.0.2.1 sport=1 dport=80 src=10.0.2.1 dst=10.0.1.50 sport=80 dport=1 [ASSURED] mark=0 use=1",
      "tcp      6 10 ESTABLISHED src=10.0.3.1 dst=10.96.0.1 sport=1 dport=80 src=10.0.1.5 dst=10.0.3.1 sport=80 dport=1 [ASSURED] mark=0 use=1",
    ].join("\n"),
  );
  const { total, filteredOut } = resultOf(["analyze", path, "--pod-ip", "10.0.1.5"]);
  assert.deepEqual([total, filteredOut], [2, 1]);
});

test("standard input is read like a file", () => {
  const { stdout, status } = spawnSync(process.execPath, [join(root, "bin/ullage.js"), "analyze", "-", "--by", "family"], { input: list });
  assert.equal(status, 0);
  assert.match(String(stdout), /^42 entries · standard input/);
});

const noConntrack = ["--proc", "fixtures/proc/linux-6.18-no-conntrack/proc"];

const refusals: readonly { readonly what: string; readonly args: readonly string[]; readonly status: number; readonly says: RegExp }[] = [
  { what: "a file that is not there", args: ["analyze", join(folder, "gone")], status: 66, says: /gone: does not exist \(file-missing\)/ },
  { what: "a directory", args: ["analyze", folder], status: 66, says: /is a directory \(file-unreadable\)/ },
  { what: "a name that would colour the terminal", args: ["analyze", "\x1b[31mgone"], status: 66, says: /^ullage: \\x1b\[31mgone: / },
  { what: "a kernel without conntrack", args: ["analyze", ...noConntrack], status: 66, says: /is not loaded.*\(table-absent\)/ },
  { what: "a /proc that is none", args: ["analyze", "--proc", folder], status: 66, says: /is not a mounted \/proc/ },
  { what: "an unknown dimension", args: [...saved("list.txt"), "--by", "colour"], status: 64, says: /none of protocol, state/ },
  { what: "an unknown condition", args: [...saved("list.txt"), "--filter", "colour=red"], status: 64, says: /one of protocol, state/ },
  { what: "a network as a pod's address", args: [...saved("list.txt"), "--pod-ip", "10.0.0.0/8"], status: 64, says: /wants one address/ },
  { what: "a list of no length", args: [...saved("list.txt"), "--limit", "0"], status: 64, says: /from 1 to 10000/ },
  { what: "a cap on a saved table", args: [...saved("list.txt"), "--max-entries", "5"], status: 64, says: /for the live table/ },
  { what: "a stated timeout of the live table", args: ["analyze", "--established-timeout", "5"], status: 64, says: /for a saved table/ },
  { what: "two files", args: ["analyze", "a", "b"], status: 64, says: /too many arguments/ },
];

for (const { what, args, status, says } of refusals) {
  test(`${what} ends with ${status}, nothing on stdout and what to do on stderr`, () => {
    const run = runUllage(args);
    assert.equal(run.status, status, run.stderr);
    assert.equal(run.stdout, "");
    assert.match(run.stderr, says);
  });
}

/** A plain open would wait for a reader without end, also for one that died before it came so far. */
async function openWhenRead(pipe: string, reader: ChildProcess): Promise<FileHandle> {
  for (;;) {
    try {
      return await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if (!isErrno(error, "ENXIO") || reader.exitCode !== null) throw error;
      await sleep(5);
    }
  }
}

for (const [name, status] of [
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const) {
  test(`${name} ends the reading of a pipe whose writer fell silent`, { timeout: 20_000 }, async (t) => {
    const pipe = join(folder, `silent-${name}`);
    if (spawnSync("mkfifo", [pipe]).status !== 0) return t.skip("mkfifo is not installed");
    const child = spawn(process.execPath, [join(root, "bin/ullage.js"), "analyze", pipe], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
    // That the reader has opened the pipe shows that its handlers of signals are set.
    const writer = await openWhenRead(pipe, child);
    await writer.write(list);
    child.kill(name);
    assert.ok([status, name].includes((await ended) as never), `ended with ${await ended}`);
    await writer.close();
  });
}
