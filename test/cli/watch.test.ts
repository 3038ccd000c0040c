import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { watchRecordSchema } from "../../src/contract/watch-record.ts";
import { root, runUllage } from "./run-ullage.ts";

const withoutConntrack = ["--proc", join(root, "fixtures/proc/linux-6.18-no-conntrack/proc"), "--no-names"];

/** A node of which `change` has changed the files. */
function changedNode(t: TestContext, change: (netfilter: string) => void): readonly string[] {
  const proc = mkdtempSync(join(tmpdir(), "ullage-watch-"));
  t.after(() => rmSync(proc, { recursive: true }));
  cpSync(join(root, "fixtures/proc/linux-6.18-quiet/proc"), proc, { recursive: true });
  change(join(proc, "sys/net/netfilter"));
  return ["--proc", proc, "--no-names"];
}

const withoutLimit = (netfilter: string) => unlinkSync(join(netfilter, "nf_conntrack_max"));

for (const [what, args, says] of [
  ["a form that is not one line a record", ["--output", "yaml"], /choices are json, text/],
  ["the same for documents", ["--output", "markdown"], /choices are json, text/],
  ["a sample of events that nobody listens to", ["--sample", "1/10"], /are for --events/],
  ["kinds of events that nobody listens to", ["--event-kinds", "new"], /are for --events/],
  ["a kind of event that does not exist", ["--events", "--event-kinds", "born"], /none of new, update, destroy/],
  ["a sample of none", ["--events", "--sample", "1/0"], /whole number from 1/],
  [
    "a check that asks a service of the node",
    ["--only", "kube-proxy-sync"],
    /no check that is looked at every few seconds; there are: usage/,
  ],
  [
    "a threshold of a check that is not watched",
    ["--set", "kube-proxy-sync.warningSeconds=1"],
    /no check that is watched; there are: usage/,
  ],
  [
    "a threshold of a check that was not asked for",
    ["--only", "usage", "--set", "hash-load.warningEntriesPerBucket=2"],
    /there are: usage\n/,
  ],
  ["a condition that is none", ["--filter", "colour=red"], /--filter colour=red/],
  ["an interval of nothing", ["--interval", "0"], /seconds from 0\.1/],
] as const) {
  test(`${what} is refused, with what would do`, () => {
    const { status, stdout, stderr } = runUllage(["watch", ...args]);
    assert.deepEqual([status, stdout], [64, ""]);
    assert.match(stderr, says);
  });
}

test("a sample that cannot be taken is a gap and not silence", (t) => {
  const { status, stdout } = runUllage(["watch", ...changedNode(t, withoutLimit), "--interval", "0.1", "--count", "3", "--only", "usage"]);
  const records = stdout
    .trimEnd()
    .split("\n")
    .map((line) => watchRecordSchema.parse(JSON.parse(line)));
  assert.equal(status, 0);
  assert.deepEqual([...new Set(records.map(({ type }) => type))], ["start", "gap", "end"]);
  const gaps = records.filter((record) => record.type === "gap");
  assert.ok(gaps.length >= 3);
  for (const { source, lost, because } of gaps) assert.deepEqual([source, (lost ?? 0) >= 1, because !== ""], ["samples", true, true]);
});

test("a node that tells no events is an error with its reason, before anything is printed", (t) => {
  const args = changedNode(t, (netfilter) => writeFileSync(join(netfilter, "nf_conntrack_events"), "0\n"));
  const { status, stdout, stderr } = runUllage(["watch", ...args, "--events"]);
  assert.deepEqual([status, stdout], [66, ""]);
  assert.match(stderr, /nf_conntrack_events is 0.*\(events-absent\)/);
});

for (const [what, args, says] of [
  ["a node without conntrack", withoutConntrack, /nf_conntrack is not loaded.*\(table-absent\)/],
  ["the same with events", [...withoutConntrack, "--events"], /nf_conntrack is not loaded.*\(table-absent\)/],
  ["a /proc that is not there", ["--proc", "/nonexistent"], /\/nonexistent is not a mounted \/proc of Linux.*\(table-absent\)/],
] as const) {
  test(`${what} is an error with its reason, before anything is printed`, () => {
    const { status, stdout, stderr } = runUllage(["watch", ...args]);
    assert.deepEqual([status, stdout], [66, ""]);
    assert.match(stderr, says);
  });
}

test("in lines to read the end says what there was", (t) => {
  const { status, stdout } = runUllage(["watch", ...changedNode(t, withoutLimit), "--only", "usage", "--count", "1", "--output", "text"]);
  assert.equal(status, 0);
  const lines = stdout.trimEnd().split("\n");
  assert.match(lines[0] ?? "", / ullage \S+ watches the table of /);
  assert.match(lines.at(-1) ?? "", / ended \(count\) after .* · 0 samples · 0 findings opened · 1 gap$/);
  assert.ok(lines.every((line) => !line.startsWith("{")));
});
