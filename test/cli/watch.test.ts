import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { watchRecordSchema } from "../../src/contract/watch-record.ts";
import { root, runUllage } from "./run-ullage.ts";

const withoutConntrack = ["--proc", join(root, "fixtures/proc/linux-6.18-no-conntrack/proc"), "--no-names"];

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
  ["a condition that is none", ["--filter", "colour=red"], /--filter colour=red/],
  ["an interval of nothing", ["--interval", "0"], /seconds from 0\.1/],
] as const) {
  test(`${what} is refused, with what would do`, () => {
    const { status, stdout, stderr } = runUllage(["watch", ...args]);
    assert.deepEqual([status, stdout], [64, ""]);
    assert.match(stderr, says);
  });
}

test("a sample that cannot be taken is a gap and not silence", () => {
  const { status, stdout } = runUllage(["watch", ...withoutConntrack, "--interval", "0.1", "--count", "3", "--only", "usage"]);
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

test("a node that tells no events is an error with its reason, before anything is printed", () => {
  const { status, stdout, stderr } = runUllage(["watch", ...withoutConntrack, "--events"]);
  assert.deepEqual([status, stdout], [66, ""]);
  assert.match(stderr, /nf_conntrack is not loaded.*\(events-absent\)/);
});

test("the same in lines to read", () => {
  const { status, stdout } = runUllage(["watch", ...withoutConntrack, "--count", "1", "--output", "text"]);
  assert.equal(status, 0);
  const lines = stdout.trimEnd().split("\n");
  assert.match(lines[0] ?? "", / ullage \S+ watches the table of /);
  assert.match(lines.at(-1) ?? "", / ended \(count\) after /);
  assert.ok(lines.every((line) => !line.startsWith("{")));
});
