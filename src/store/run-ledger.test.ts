import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { CollectionRun } from "../model/collection-run.ts";
import { RunLedger } from "./run-ledger.ts";

const nowMs = () => Date.now();

/** Larger than any number that Linux gives to a process. */
const noProcess = 4_194_305;

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-runs-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "runs");
}

function runOf(number: number, more: Partial<CollectionRun> = {}): CollectionRun {
  return {
    id: `run-${String(number).padStart(6, "0")}`,
    node: `node-${number}`,
    state: "completed",
    startedAtMs: 1_000_000 + number,
    endedAtMs: 1_000_000 + number,
    steps: [{ atMs: 1_000_000 + number, message: "begun" }],
    progress: { done: 3, total: 3 },
    ...{ idempotencyTokens: [], batches: [] },
    ...more,
  };
}

/** A process of its own that saves runs into the directory, and then does what it is told. */
function programOf(directory: string, program: string): readonly string[] {
  return [
    "--input-type=module",
    "--eval",
    `import { RunLedger } from ${JSON.stringify(join(import.meta.dirname, "run-ledger.ts"))};
     const ledger = new RunLedger({ directory: ${JSON.stringify(directory)}, nowMs: () => Date.now() });
     const runOf = (id, state) => ({ id, node: "n", state, startedAtMs: Date.now(), steps: [], progress: { done: 1, total: 3 }, idempotencyTokens: [], batches: [] });
     ${program}`,
  ];
}

test("what is saved is there for the next ledger, the newest first, and nobody else may read it", (t) => {
  const directory = folderOf(t);
  const batch = { id: "batch-1", runs: 2 };
  const saved = [runOf(1), runOf(2, { state: "failed", failure: { code: "failed", message: "no" }, batches: [batch] })];
  const ledger = new RunLedger({ directory, nowMs });
  for (const run of saved) ledger.save(run);
  const next = new RunLedger({ directory, nowMs });
  assert.deepEqual(next.list(), saved.toReversed());
  assert.deepEqual(next.get("run-000002"), saved[1]);
  assert.equal(next.get("run-000003"), undefined);
  assert.deepEqual(next.remarks, []);
  const modes = [directory, ...readdirSync(directory).map((name) => join(directory, name))].map((path) => statSync(path).mode & 0o777);
  assert.deepEqual(modes, [0o700, 0o600, 0o600]);
});

test("of more than may be kept the oldest that have ended go, and one that is under way stays", (t) => {
  const directory = folderOf(t);
  const ledger = new RunLedger({ directory, nowMs, maximum: 10 });
  ledger.save(runOf(0, { state: "running" }));
  for (let number = 1; number <= 25; number++) ledger.save(runOf(number));
  const kept = [25, 24, 23, 22, 21, 20, 19, 18, 17, 0].map((number) => runOf(number).id);
  assert.deepEqual(
    ledger.list().map(({ id }) => id),
    kept,
  );
  assert.deepEqual(readdirSync(directory).sort(), kept.map((id) => `${id}.json`).sort());
});

for (const [what, damage] of [
  ["cut short", (path: string) => truncateSync(path, 40)],
  ["empty", (path: string) => truncateSync(path, 0)],
  ["no JSON", (path: string) => writeFileSync(path, "\u0000\u0000")],
  ["of another shape", (path: string) => writeFileSync(path, JSON.stringify({ schemaVersion: 2, run: runOf(1) }))],
  ["that of another run", (path: string) => writeFileSync(path, readFileSync(path.replace("run-000001", "run-000002")))],
  ["too large", (path: string) => writeFileSync(path, " ".repeat(1 << 19))],
] as const) {
  test(`a record that is ${what} costs that run and no other, and is said`, (t) => {
    const directory = folderOf(t);
    const ledger = new RunLedger({ directory, nowMs });
    for (const number of [1, 2]) ledger.save(runOf(number));
    damage(join(directory, "run-000001.json"));
    const next = new RunLedger({ directory, nowMs });
    assert.deepEqual(next.list(), [runOf(2)]);
    assert.equal(next.remarks.length, 1);
    assert.match(next.remarks[0] ?? "", /run-000001\.json/);
    next.save(runOf(3));
    assert.deepEqual(next.list(), [runOf(3), runOf(2)]);
  });
}

test("a link in the place of a record is not followed", (t) => {
  const directory = folderOf(t);
  new RunLedger({ directory, nowMs }).save(runOf(1));
  const elsewhere = join(directory, "../secret");
  writeFileSync(elsewhere, "top secret");
  symlinkSync(elsewhere, join(directory, "run-000002.json"));
  const next = new RunLedger({ directory, nowMs });
  assert.deepEqual(next.list(), [runOf(1)]);
  assert.equal(JSON.stringify(next.remarks).includes("top secret"), false);
});

test("what a killed process left half-written goes, and what is being written at this moment stays", (t) => {
  const directory = folderOf(t);
  new RunLedger({ directory, nowMs }).save(runOf(1));
  const [left, beingWritten] = [`run-000002.json.${noProcess}-0123abcd.part`, `run-000003.json.${process.pid}-0123abcd.part`];
  for (const name of [left, beingWritten]) writeFileSync(join(directory, name), "{");
  new RunLedger({ directory, nowMs });
  assert.deepEqual(readdirSync(directory).sort(), ["run-000001.json", beingWritten]);
});

test("a run whose process was killed is failed by a restart, and stays so", (t) => {
  const directory = folderOf(t);
  const killed = spawnSync(
    process.execPath,
    programOf(directory, `ledger.save(runOf("run-killed", "running")); process.kill(process.pid, "SIGKILL");`),
    { encoding: "utf8" },
  );
  assert.equal(killed.signal, "SIGKILL", killed.stderr);
  for (const ledger of [new RunLedger({ directory, nowMs }), new RunLedger({ directory, nowMs })]) {
    const run = ledger.get("run-killed");
    assert.equal(run?.state, "failed");
    assert.deepEqual(run?.failure, { code: "interrupted", message: "interrupted by a restart" });
    assert.equal(typeof run?.endedAtMs, "number");
  }
});

test("a run of another process that is there goes on, and is failed when that process is gone", async (t) => {
  const directory = folderOf(t);
  const other = spawn(
    process.execPath,
    programOf(directory, `ledger.save(runOf("run-other", "running")); console.log("saved"); setInterval(() => {}, 1000);`),
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  t.after(() => other.kill("SIGKILL"));
  await once(other.stdout, "data");
  const ledger = new RunLedger({ directory, nowMs });
  assert.equal(ledger.get("run-other")?.state, "running");
  other.kill("SIGKILL");
  await once(other, "exit");
  assert.equal(ledger.get("run-other")?.failure?.code, "interrupted");
});

test("a run on another machine that shares the directory is judged by its last sign of life", (t) => {
  const directory = folderOf(t);
  const ledger = new RunLedger({ directory, nowMs });
  ledger.save(runOf(1, { state: "running" }));
  const path = join(directory, "run-000001.json");
  const record = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...record, owner: { place: "elsewhere", pid: 1, started: "1" } }));
  const next = new RunLedger({ directory, nowMs });
  assert.equal(next.list()[0]?.state, "running");
  utimesSync(path, Date.now() / 1000 - 300, Date.now() / 1000 - 300);
  assert.equal(next.list()[0]?.state, "failed");
});

test("two processes that write at the same time lose nothing and damage nothing", async (t) => {
  const directory = folderOf(t);
  const write = (name: string) =>
    spawn(
      process.execPath,
      programOf(directory, `for (let n = 0; n < 100; n++) { ledger.save(runOf("run-${name}-" + n, "completed")); ledger.list(); }`),
      { stdio: "inherit" },
    );
  const codes = await Promise.all([write("a"), write("b")].map(async (child) => (await once(child, "exit"))[0]));
  assert.deepEqual(codes, [0, 0]);
  const ledger = new RunLedger({ directory, nowMs });
  assert.equal(ledger.list().length, 200);
  assert.deepEqual(ledger.remarks, []);
});

test("what the disk does not take is kept in memory and said, and written when it takes it again", (t) => {
  const directory = folderOf(t);
  writeFileSync(directory, "a file in the way");
  const ledger = new RunLedger({ directory, nowMs });
  ledger.save(runOf(1));
  assert.deepEqual(ledger.list(), [runOf(1)]);
  assert.equal(ledger.remarks.length, 1);
  rmSync(directory);
  ledger.save(runOf(2));
  assert.deepEqual(ledger.remarks, []);
  assert.deepEqual(new RunLedger({ directory, nowMs }).list(), [runOf(2), runOf(1)]);
});

test("without a directory it is remembered for as long as the process runs", () => {
  const ledger = new RunLedger({ directory: undefined, nowMs });
  ledger.save(runOf(1));
  assert.deepEqual(ledger.list(), [runOf(1)]);
  assert.deepEqual(ledger.remarks, []);
});
