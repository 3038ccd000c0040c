import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bootedAtMs, carriersOfTheKernel, collectedAtMs } from "./kernel-log-carriers.case.ts";
import { logLineTime } from "./log-line-time.ts";

const atMs = Date.parse("2026-10-12T10:00:01Z");
const local = { collectedAtMs, bootedAtMs, localOffsetMinutes: 120 };

const told: readonly (readonly [form: string, line: string, at: number])[] = [
  ["klog", 'E1012 10:00:01.250000       1 proxier.go:1564] "Sync failed"', atMs + 250],
  ["CRI", "2026-10-12T10:00:01.123456789Z stderr F E1012 09:00:00.000000 1 x.go:1] y", atMs + 123],
  ["CRI in another zone", "2026-10-12T12:00:01.123456789+02:00 stdout P half a", atMs + 123],
  ["Docker's JSON", '{"log":"some words\\n","stream":"stderr","time":"2026-10-12T10:00:01.5Z"}', atMs + 500],
  ["Docker's JSON longer than a screen", `{"log":"${"w".repeat(900)}\\n","stream":"stdout","time":"2026-10-12T10:00:01Z"}`, atMs],
  ["logfmt", 'time="2026-10-12T10:00:01.5Z" level=error msg="x"', atMs + 500],
  ["logfmt without quotation marks", "time=2026-10-12T12:00:01.500+02:00 level=warn msg=x", atMs + 500],
  ["logfmt, the time second", "level=info ts=2026-10-12T10:00:01.500Z caller=x.go:1", atMs + 500],
  ["containerd in the journal", 'Oct 12 12:00:01 node-1 containerd[900]: time="2026-10-12T10:00:01.750Z" level=error msg="x"', atMs + 750],
  ["zap", '{"level":"error","ts":"2026-10-12T10:00:01.123Z","caller":"datastore/data_store.go:607","msg":"x"}', atMs + 123],
  ["zap in seconds", '{"level":"error","ts":1791799201.25,"caller":"x.go:1","msg":"x"}', atMs + 250],
  ["klog in JSON", '{"ts":1791799201250.123,"caller":"x/x.go:1","msg":"x","v":0}', atMs + 250],
  ["zap for a console", "2026-10-12T10:00:01.123Z\tERROR\tx.go:1\tsaid", atMs + 123],
  ["Go's own", "2026/10/12 10:00:01 http: Server closed", atMs],
  ["Calico", "2026-10-12 10:00:01.123 [WARNING][61] felix/table.go 1543: x", atMs + 123],
  ["a date with a zone behind a space", "2026-10-12 12:00:01.5 +0200 EET m=+0.1 said", atMs + 500],
  ["the journal's JSON", `{"MESSAGE":"${"w".repeat(900)}","__REALTIME_TIMESTAMP":"${atMs * 1000}","_PID":"1"}`, atMs],
  ["the journal's JSON of bytes", `{"MESSAGE":[104,105,255],"__REALTIME_TIMESTAMP":"${atMs * 1000}"}`, atMs],
  ["seconds since boot", "[  120.000000] eth0: link up", atMs],
];

for (const [form, line, at] of told)
  test(`the time of ${form} is read`, () => {
    assert.equal(logLineTime(line, { collectedAtMs, bootedAtMs }), at);
  });

for (const { carrier, line, time } of carriersOfTheKernel)
  test(`the time of ${carrier} is that of its carrier`, () => {
    assert.equal(logLineTime(line, { collectedAtMs, bootedAtMs }), time?.atMs);
  });

const ofTheNode: readonly (readonly [form: string, line: string])[] = [
  ["klog", "E1012 12:00:01.000000       1 x.go:1] y"],
  ["syslog", "Oct 12 12:00:01 node-1 kubelet[1]: x"],
  ["dmesg -T", "[Mon Oct 12 12:00:01 2026] x"],
  ["a date without a zone", "2026-10-12 12:00:01 x"],
];

for (const [form, line] of ofTheNode)
  test(`${form} is the node's local time`, () => {
    assert.equal(logLineTime(line, local), atMs);
  });

for (const line of [
  "2026-10-12T10:00:01Z x",
  "2026-10-12T03:00:01-0700 node-1 x[1]: y",
  'time="2026-10-12T10:00:01Z" x',
  "[  120.000000] x",
])
  test(`"${line}" names its zone or needs none`, () => {
    assert.equal(logLineTime(line, local), atMs);
  });

const untold: readonly (readonly [why: string, line: string])[] = [
  ["has month 13", "2026-13-12T10:00:01Z stderr F x"],
  ["has month 0", "E0012 10:00:01.000000       1 x.go:1] y"],
  ["has a 30 February", 'time="2026-02-30T10:00:01Z" level=error'],
  ["has hour 25", "Oct 12 25:00:01 node-1 kubelet[1]: x"],
  ["is of the year 9999", "9999-10-12T10:00:01Z stderr F x"],
  ["is of the year 0000", "0000-10-12T10:00:01Z stderr F x"],
  ["is of 1970, when the clock was not set", "[Thu Jan  1 00:00:12 1970] x"],
  ["lies years ahead of the collection", "2036-10-12T10:00:01Z stderr F x"],
  ["lies two days ahead of the collection", "2026-10-15T10:00:01Z stderr F x"],
  ["is in seconds that no year has", '{"ts":9999999999,"msg":"x"}'],
  ["is in a zone that is nowhere", "2026-10-12T10:00:01+9900 node-1 x[1]: y"],
  ["is in a zone of 75 minutes", "2026-10-12T10:00:01+01:75 node-1 x[1]: y"],
  ["is later since boot than the collection", "[99999999.000000] x"],
  ["is of a journal without a number", '{"MESSAGE":"x","__REALTIME_TIMESTAMP":"soon"}'],
  ["counts from the line before", "[  +0.000012] x"],
  ["has none", "goroutine 1 [running]:"],
  ["is empty", ""],
  ["is half an object", '{"log":"some words'],
];

for (const [why, line] of untold)
  test(`a line that ${why} has no time`, () => {
    assert.equal(logLineTime(line, { collectedAtMs, bootedAtMs }), undefined);
  });

test("seconds since boot have no time where the time of boot is not known", () => {
  assert.equal(logLineTime("[  120.000000] x", { collectedAtMs }), undefined);
});

test("a line without a year is of the latest such day before the collection", () => {
  assert.equal(logLineTime("Oct 20 10:00:00 node-1 x: y", { collectedAtMs }), Date.parse("2025-10-20T10:00:00Z"));
  assert.equal(logLineTime("E1231 23:59:59.000000 1 x.go:1] y", { collectedAtMs }), Date.parse("2025-12-31T23:59:59Z"));
});

test("no line has a time that is not believable, whatever stands in it", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789".split("")), minLength: 2, maxLength: 4 });
  const anyTime = fc.tuple(digits, digits, digits, digits, digits, digits).map(([a, b, c, d, e, f]) => ({ a, b, c, d, e, f }));
  const anyLine = fc.oneof(
    anyTime.map(({ a, b, c, d, e, f }) => `${a}${b}-${c}-${d}T${e}:${f}:00Z x`),
    anyTime.map(({ a, b, c, d, e }) => `E${a.slice(0, 2)}${b.slice(0, 2)} ${c.slice(0, 2)}:${d.slice(0, 2)}:${e.slice(0, 2)}.000000 1 x`),
    anyTime.map(({ a, b, c }) => `[${a}${b}.${c}] x`),
    anyTime.map(({ a, b, c, d }) => `{"ts":${a}${b}${c}.${d},"msg":"x"}`),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(anyLine, (line) => {
      const at = logLineTime(line, { collectedAtMs, bootedAtMs });
      if (at !== undefined) assert.ok(at >= Date.UTC(2000, 0, 1) && at <= collectedAtMs + 86_400_000, `${line} at ${at}`);
    }),
    { numRuns: 3000 },
  );
});
