import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { readIncidentBeginning, readIncidentTail } from "./incident-files.ts";
import { draftName, incidentName, isDraftName, isIncidentName } from "./incident-name.ts";
import { decodeIncident, encodeIncident, type IncidentRecord, incidentFileBytes } from "./incident-record.ts";

const example: IncidentRecord = {
  ...{ node: "node-a", limit: "kernel-table-full", causes: ["connection-churn"], culprit: "Deployment shop/checkout", summary: "Full." },
  ...{ beganAtMs: 1_768_478_400_000, endedAtMs: 1_768_478_500_000, lastCriticalAtMs: 1_768_478_500_000, writtenAtMs: 1_768_478_800_000 },
  ...{ attempts: 1, isCollected: true, body: { start: 5000, end: 60_000 } },
};

test("an incident is read back as it was written", () => {
  assert.deepEqual(decodeIncident(encodeIncident(example)), example);
  const { endedAtMs: _, culprit: __, ...bare } = { ...example, notCollected: "no answer" };
  assert.deepEqual(decodeIncident(encodeIncident(bare)), bare);
});

test("whatever words it holds, it fits into the room reserved for it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (text) => {
      const long = { ...example, summary: text, culprit: text, notCollected: text, node: "n".repeat(253) };
      assert.ok(Buffer.byteLength(encodeIncident(long)) <= incidentFileBytes);
      assert.notEqual(decodeIncident(encodeIncident(long)), undefined);
    }),
  );
});

test("what is no incident is undefined, whatever it is", () => {
  fc.assert(fc.property(fc.json(), (text) => assert.equal(decodeIncident(text), undefined)));
  const plain = JSON.parse(encodeIncident(example));
  for (const [field, wrong] of [
    ...(["incident", "began", "written", "lastCritical", "node", "summary", "limit", "causes", "body", "attempts"] as const).map(
      (name) => [name, null] as const,
    ),
    ["limit", "no-such-limit"],
    ["body", { start: 9, end: 3 }],
    ["body", { start: -1, end: 3 }],
  ] as const)
    assert.equal(decodeIncident(JSON.stringify({ ...plain, [field]: wrong })), undefined, field);
});

test("files that are anything else are no incidents and end nothing", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ullage-incident-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "x");
  for (const content of [
    "",
    "text",
    gzipSync("text"),
    gzipSync(Buffer.alloc(100_000)),
    gzipSync(Buffer.alloc(100_000), { level: 0 }),
    Buffer.alloc(9000, 0x1f),
  ]) {
    writeFileSync(path, content);
    assert.equal(readIncidentBeginning(path), undefined);
    assert.deepEqual(readIncidentTail(path, { ...example, body: { start: 0, end: 0 } }), []);
    assert.deepEqual(readIncidentTail(path, example), []);
  }
});

test("names of incidents are told from all others, and a second in one second has its own", () => {
  const first = incidentName(example.beganAtMs, "kernel-table-full", () => false);
  assert.equal(first, "incident-20260115T120000Z-kernel-table-full.tar.gz");
  const second = incidentName(example.beganAtMs, "kernel-table-full", (name) => name === first);
  assert.ok(isIncidentName(first) && isIncidentName(second) && first !== second);
  assert.ok(isDraftName(draftName(first, "00ff00ff")));
  for (const name of [
    "",
    "..",
    `../${first}`,
    `${first}.partial`,
    `x${first}`,
    "incident.tar.gz",
    `${first}\n`,
    draftName(first, "00ff00ff"),
  ])
    assert.equal(isIncidentName(name), false, name);
  for (const name of [first, ".partial", `.${first}.partial`, `.notes.00ff00ff.partial`]) assert.equal(isDraftName(name), false, name);
});
