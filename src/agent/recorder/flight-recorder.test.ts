import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fixedRedactor } from "../../analysis/redaction/fixed-redactor.case.ts";
import { openReplay } from "../../cli/top/replay-source.ts";
import { bundleManifestSchema } from "../../contract/bundle-manifest.ts";
import { watchRecordSchema } from "../../contract/watch-record.ts";
import { diagnoseObservation } from "../../report/diagnosis.ts";
import { wholeTable } from "../../report/top/top-view.ts";
import { readBundles } from "../../sources/bundle/read-bundle.ts";
import type { FlightRecorder } from "./flight-recorder.ts";
import { WatchedNode } from "./watched-node.case.ts";

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-incidents-"));
  t.after(() => {
    spawnSync("umount", [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function opened(t: TestContext, node: WatchedNode, ...rest: Parameters<WatchedNode["recorder"]>): FlightRecorder {
  const recorder = node.recorder(...rest);
  t.after(() => recorder.close());
  return recorder;
}

function unpack(path: string, file: string): string {
  return execFileSync("tar", ["-xzOf", path, file], { encoding: "utf8", maxBuffer: 1 << 26 });
}

function filesIn(path: string): readonly string[] {
  return execFileSync("tar", ["-tzf", path], { encoding: "utf8" }).trim().split("\n");
}

function assertWhole(path: string): void {
  const manifest = bundleManifestSchema.parse(JSON.parse(unpack(path, "manifest.json")));
  assert.deepEqual([...manifest.files.map((file) => file.path), "manifest.json"], filesIn(path));
  for (const { path: file, sha256, bytes } of manifest.files) {
    const content = execFileSync("tar", ["-xzOf", path, file], { maxBuffer: 1 << 26 });
    assert.deepEqual([content.length, createHash("sha256").update(content).digest("hex")], [bytes, sha256], file);
  }
}

function samplesIn(path: string) {
  return unpack(path, "samples.ndjson")
    .trim()
    .split("\n")
    .map((line) => watchRecordSchema.parse(JSON.parse(line)));
}

test("an incident has what was before it, the node during it, and its samples to the end; diagnose and top read it", async (t) => {
  const folder = folderOf(t);
  const node = await WatchedNode.open();
  const recorder = opened(t, node, folder);
  await node.watch(recorder, "ok", 120);
  assert.deepEqual(recorder.archive().list(), []);
  await node.watch(recorder, "critical", 60);
  const [going] = recorder.archive().list();
  assert.ok(going !== undefined && going.endedAtMs === undefined);
  await node.watch(recorder, "ok", 310);

  const [ended, ...others] = recorder.archive().list();
  assert.ok(ended !== undefined && others.length === 0);
  assert.equal(ended.name, going.name);
  assert.deepEqual([ended.limit, ended.endedAtMs! - ended.beganAtMs, ended.wasInterrupted], ["kernel-table-full", 55_000, undefined]);
  assert.ok(ended.culprit !== undefined && ended.causes.length > 0);
  const path = join(folder, ended.name);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(path).size, ended.bytes);
  assertWhole(path);
  assert.deepEqual(filesIn(path), [
    ...["incident.json", "noise.bin", "snapshot.json", "earlier.json", "samples.ndjson", "verdict.json", "manifest.json"],
  ]);
  const records = samplesIn(path);
  assert.equal(records[0]?.type, "start");
  assert.equal(records.filter(({ type }) => type === "sample").length, (120 + 60 + 300) / 5);

  const { observation, remarks } = await readBundles([path]);
  assert.deepEqual(remarks, []);
  const { verdict } = diagnoseObservation(observation, "bundle");
  assert.deepEqual([verdict.limit, verdict.severity], ["kernel-table-full", "critical"]);

  const played = join(folder, "samples.ndjson");
  writeFileSync(played, unpack(path, "samples.ndjson"));
  const source = await openReplay(played);
  let samples = 0;
  let walks = 0;
  for (;;) {
    const taken = await source.next(wholeTable, new AbortController().signal);
    if (taken === undefined) break;
    samples++;
    if (taken.sample.traffic !== undefined) walks++;
  }
  assert.deepEqual([samples, walks], [96, 48]);
  assert.deepEqual(recorder.status(), { recorded: 1, kept: 1, bytes: ended.bytes, failures: 0 });
});

test("what is written in the first moment is a bundle by itself, from which the same verdict follows", async (t) => {
  const folder = folderOf(t);
  const node = await WatchedNode.open();
  const recorder = opened(t, node, folder, { collect: async () => Promise.reject(new Error("not to be had")) });
  await node.watch(recorder, "ok", 90);
  await node.watch(recorder, "critical", 5);
  const [incident] = recorder.archive().list();
  assert.ok(incident !== undefined);
  const path = join(folder, incident.name);
  assertWhole(path);
  const { observation } = await readBundles([path]);
  assert.equal(diagnoseObservation(observation, "bundle").verdict.limit, "kernel-table-full");
  assert.equal(samplesIn(path).length, 1 + 90 / 5 + 1);
  assert.equal(JSON.parse(unpack(path, "verdict.json")).verdict.limit, "kernel-table-full");
  assert.match(node.log.join(""), /an incident could not be written.*not to be had/);
  assert.equal(node.reasonOf("incidents"), "not to be had");
});

test("a verdict that flaps is one incident, and one after the quiet time is another", async (t) => {
  const folder = folderOf(t);
  const node = await WatchedNode.open();
  const recorder = opened(t, node, folder);
  for (let flap = 0; flap < 4; flap++) {
    await node.watch(recorder, "critical", 10);
    await node.watch(recorder, "ok", 200);
  }
  await node.watch(recorder, "ok", 110);
  assert.equal(recorder.archive().list().length, 1);
  await node.watch(recorder, "critical", 5);
  const [newer, older] = recorder.archive().list();
  assert.ok(newer !== undefined && older !== undefined && newer.beganAtMs > older.beganAtMs);
  assert.deepEqual([newer.endedAtMs, older.endedAtMs], [undefined, older.beganAtMs + 635_000]);
  assert.equal(recorder.status().recorded, 2);
});

test("an incident that goes on when the agent is started again is carried on, and its node is collected once", async (t) => {
  const folder = folderOf(t);
  const before = await WatchedNode.open();
  const first = before.recorder(folder);
  await before.watch(first, "critical", 30);
  await first.close();
  const node = await WatchedNode.open(before.clock.nowMs());
  const second = opened(t, node, folder, { collect: async () => assert.fail("collected again") });
  await node.watch(second, "critical", 30);
  assert.equal(second.archive().list().length, 1);
  await node.watch(second, "ok", 310);
  const [incident, ...others] = second.archive().list();
  assert.ok(incident !== undefined && others.length === 0);
  assert.equal(incident.endedAtMs! - incident.beganAtMs, 55_000);
  assertWhole(join(folder, incident.name));
  assert.ok(filesIn(join(folder, incident.name)).includes("noise.bin"));
  assert.equal(samplesIn(join(folder, incident.name)).filter(({ type }) => type === "sample").length, 6 + 6 + 60);
  assert.equal(second.status().failures, 0);
});

test("one that was left open for longer than the quiet time stays as it is, and is listed with when it was last written", async (t) => {
  const folder = folderOf(t);
  const before = await WatchedNode.open();
  const first = before.recorder(folder);
  await before.watch(first, "critical", 30);
  await first.close();
  const writtenAtMs = before.clock.nowMs();
  before.pass(301);
  const node = await WatchedNode.open(before.clock.nowMs());
  const second = opened(t, node, folder);
  await node.watch(second, "critical", 5);
  const [fresh, left] = second.archive().list();
  assert.ok(fresh !== undefined && left !== undefined);
  assert.deepEqual([fresh.endedAtMs, fresh.wasInterrupted], [undefined, undefined]);
  assert.deepEqual([left.endedAtMs, left.wasInterrupted], [writtenAtMs, true]);
});

test("the oldest are evicted first, the folder is never larger than it may be, and what is not ours stays", async (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, "incident-notes.txt"), "x".repeat(900_000));
  writeFileSync(join(folder, "incident-20200101T000000Z-kernel-table-full.tar.gz"), "somebody else's");
  writeFileSync(join(folder, ".incident-20200101T000000Z-none.tar.gz.0011aabb.partial"), "left behind");
  const node = await WatchedNode.open();
  const maximumBytes = 1_000_000;
  const recorder = opened(t, node, folder, { maximumBytes, maximumFiles: 3, collect: node.collecting(200_000) });
  const names: string[] = [];
  for (let incident = 0; incident < 4; incident++) {
    await node.watch(recorder, "critical", 5);
    names.push(recorder.archive().list()[0]!.name);
    await node.watch(recorder, "ok", 305);
    assert.ok(recorder.status().bytes <= maximumBytes);
  }
  const kept = recorder
    .archive()
    .list()
    .map(({ name }) => name);
  assert.ok(kept.length >= 2 && kept.length <= 3, kept.join());
  assert.deepEqual(kept, names.toReversed().slice(0, kept.length));
  assert.deepEqual(
    readdirSync(folder).sort(),
    ["incident-notes.txt", "incident-20200101T000000Z-kernel-table-full.tar.gz", ...kept].sort(),
  );
});

test("an incident that is larger than all may be is given up, and what was before it is kept", async (t) => {
  const folder = folderOf(t);
  const node = await WatchedNode.open();
  const recorder = opened(t, node, folder, { maximumBytes: 500_000, collect: node.collecting(2_000_000) });
  await node.watch(recorder, "critical", 10);
  const [incident] = recorder.archive().list();
  assert.ok(incident !== undefined && incident.bytes < 500_000);
  assert.match(node.reasonOf("incidents") ?? "", /more than the 500000 bytes/);
  assert.deepEqual(readdirSync(folder), [incident.name]);
});

test("only names of incidents are opened, and links lead nowhere", async (t) => {
  const folder = folderOf(t);
  const node = await WatchedNode.open();
  const link = "incident-20260101T000000Z-none.tar.gz";
  symlinkSync("/etc/passwd", join(folder, link));
  const recorder = opened(t, node, folder);
  await node.watch(recorder, "critical", 5);
  const archive = recorder.archive();
  const [incident, ...others] = archive.list();
  assert.ok(incident !== undefined && others.length === 0);
  for (const name of ["", ".", "..", "../x", "/etc/passwd", `../${incident.name}`, `${incident.name}/`, link, `${incident.name}\0`])
    assert.equal(archive.open(name), undefined, name);
  const found = archive.open(incident.name);
  assert.ok(found !== undefined);
  const chunks: Buffer[] = [];
  for await (const chunk of found.stream) chunks.push(chunk);
  assert.ok(Buffer.concat(chunks).equals(readFileSync(join(folder, incident.name))));
  assert.equal(found.bytes, incident.bytes);
  rmSync(join(folder, incident.name));
  assert.equal(archive.open(incident.name), undefined);
});

test("a file that was damaged is not ours any more, and ends nothing", async (t) => {
  const folder = folderOf(t);
  const node = await WatchedNode.open();
  const first = node.recorder(folder);
  await node.watch(first, "critical", 5);
  const [incident] = first.archive().list();
  await first.close();
  truncateSync(join(folder, incident!.name), 2000);
  const again = await WatchedNode.open(node.clock.nowMs());
  const second = opened(t, again, folder);
  assert.deepEqual(second.archive().list(), []);
  await again.watch(second, "critical", 5);
  assert.equal(second.archive().list().length, 1);
});

test("a folder that is not there is made for its owner alone; one that cannot be used is reported and used as soon as it can be", async (t) => {
  const folder = folderOf(t);
  const node = await WatchedNode.open();
  const made = opened(t, node, join(folder, "a/b"));
  await node.watch(made, "critical", 5);
  assert.equal(statSync(join(folder, "a/b")).mode & 0o777, 0o700);
  assert.equal(made.archive().list().length, 1);

  const other = await WatchedNode.open();
  writeFileSync(join(folder, "file"), "");
  const refused = opened(t, other, join(folder, "file"));
  await other.watch(refused, "ok", 30);
  await other.watch(refused, "critical", 5);
  assert.equal(refused.status().failures, 1);
  assert.match(other.reasonOf("incidents") ?? "", /EEXIST|ENOTDIR/);
  assert.equal(refused.history().length, 7);
  rmSync(join(folder, "file"));
  await other.watch(refused, "critical", 65);
  const [incident] = refused.archive().list();
  assert.ok(incident !== undefined);
  assert.equal(samplesIn(join(folder, "file", incident.name)).filter(({ type }) => type === "sample").length, 7 + 13 - 1);
});

function mountSmallDisk(t: TestContext, folder: string, options: string): boolean {
  if (spawnSync("mount", ["-t", "tmpfs", "-o", options, "none", folder]).status !== 0) {
    t.skip("only root may mount a small disk");
    return false;
  }
  return true;
}

test("a disk that fills up keeps what was written before, ends nothing, and is reported", async (t) => {
  const folder = folderOf(t);
  if (!mountSmallDisk(t, folder, "size=1m")) return;
  const node = await WatchedNode.open();
  const recorder = opened(t, node, folder, { collect: node.collecting(3_000_000) });
  await node.watch(recorder, "ok", 60);
  await node.watch(recorder, "critical", 60);
  const [incident] = recorder.archive().list();
  assert.ok(incident !== undefined);
  assert.deepEqual(readdirSync(folder), [incident.name]);
  assertWhole(join(folder, incident.name));
  assert.equal(recorder.status().failures, 1);
  assert.match(node.log.join(""), /an incident could not be written.*ENOSPC/);
  assert.equal(recorder.history().length, 24);
});

test("a disk that is full already and one that may not be written to are reported before there is an incident", async (t) => {
  const folder = folderOf(t);
  if (!mountSmallDisk(t, folder, "size=32k")) return;
  const node = await WatchedNode.open();
  const recorder = opened(t, node, folder);
  await node.watch(recorder, "ok", 5);
  assert.match(node.reasonOf("incidents") ?? "", /ENOSPC/);
  await node.watch(recorder, "critical", 5);
  assert.deepEqual([recorder.archive().list(), readdirSync(folder)], [[], []]);
  assert.equal(recorder.history().length, 2);
  execFileSync("mount", ["-o", "remount,size=1m,ro", folder]);
  const second = await WatchedNode.open();
  const readOnly = opened(t, second, folder);
  await second.watch(readOnly, "critical", 5);
  assert.match(second.reasonOf("incidents") ?? "", /EROFS/);
});

test("in a redacted bundle the history has neither names nor addresses of the node, and in another one it has", async (t) => {
  const node = await WatchedNode.open();
  const recorder = opened(t, node, undefined);
  await node.watch(recorder, "critical", 20);
  const { text } = recorder.historyFile(fixedRedactor());
  for (const secret of ["checkout", "payments", "crawler", "10.96.0.17", "203.0.113.7", node.status("ok").node])
    assert.ok(!text.includes(secret), `${secret} is still there`);
  assert.equal(text.trim().split("\n").length, 5);
  assert.ok(recorder.historyFile(undefined).text.includes("Deployment shop/checkout"));
});

test("without a folder there is a ring and nothing else", async (t) => {
  const node = await WatchedNode.open();
  const recorder = opened(t, node, undefined);
  await node.watch(recorder, "critical", 20);
  assert.deepEqual(recorder.status(), { recorded: 0, kept: 0, bytes: 0, failures: 0 });
  assert.deepEqual(recorder.archive().list(), []);
  assert.equal(recorder.history().length, 4);
  assert.equal(recorder.historyFile(undefined).text.trim().split("\n").length, 5);
});

const program = join(import.meta.dirname, "recording-program.case.ts");

/** Killed so long after it said that it is about its work. */
async function killAfter(milliseconds: number, ...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  await once(child.stdout, "data");
  await sleep(milliseconds);
  child.kill("SIGKILL");
  await closed;
}

test("killed at any moment it leaves whole incidents, and nothing else once it was started again", async (t) => {
  const folder = folderOf(t);
  let startMs = Date.UTC(2026, 0, 15);
  for (let round = 0; round < 10; round++) {
    await killAfter(7 + 23 * round, folder, String(startMs));
    for (const name of readdirSync(folder)) if (!name.startsWith(".")) assertWhole(join(folder, name));
    startMs += 86_400_000;
  }
  const node = await WatchedNode.open(startMs);
  const recorder = opened(t, node, folder);
  const kept = recorder.archive().list();
  assert.deepEqual(readdirSync(folder).sort(), kept.map(({ name }) => name).sort());
  assert.ok(kept.length >= 2);
});

test("killed while it collects it leaves what was before, and collects once more when it is started again", async (t) => {
  const folder = folderOf(t);
  const startMs = Date.UTC(2026, 0, 15);
  for (let kill = 1; kill <= 2; kill++) {
    await killAfter(0, folder, String(startMs + kill * 10_000), "stuck");
    const names = readdirSync(folder).toSorted();
    const [draft, incident] = names;
    assert.ok(draft?.endsWith(".partial") && incident !== undefined && names.length === 2, names.join());
    assertWhole(join(folder, incident));
  }
  const node = await WatchedNode.open(startMs + 30_000);
  const recorder = opened(t, node, folder, { collect: async () => assert.fail("collected a third time") });
  await node.watch(recorder, "critical", 20);
  const [incident, ...others] = recorder.archive().list();
  assert.ok(incident !== undefined && others.length === 0);
  assert.deepEqual([recorder.status().failures, readdirSync(folder)], [0, [incident.name]]);
});
