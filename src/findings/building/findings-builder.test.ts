import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checks } from "../../checks/index.ts";
import type { Signal, SignalLevel } from "../../model/signal.ts";
import { collectedAtMs, dnsTimeOut, hitOf, minutes, probeFailed, seconds } from "../findings.case.ts";
import type { LogPattern } from "../log-pattern.ts";
import { checkComponent } from "./check-components.ts";
import { FindingsBuilder } from "./findings-builder.ts";

const node = "node-a";
const usage: Signal = {
  id: "usage",
  level: "issue",
  line: "[ISSUE] Conntrack table full: 262144 / 262144",
  value: 262_144,
  source: "/proc/sys/net/netfilter/nf_conntrack_count",
  takenAtMs: collectedAtMs,
};

function build(fill: (builder: FindingsBuilder) => void, at = { node, collectedAtMs }) {
  const builder = new FindingsBuilder(at);
  fill(builder);
  return builder.finish(3);
}

for (const [level, severity] of [
  ["issue", "critical"],
  ["warning", "high"],
  ["notice", "low"],
  ["ok", undefined],
  ["not-evaluated", undefined],
] as const satisfies readonly (readonly [SignalLevel, string | undefined])[]) {
  test(`a check that says ${level} is ${severity === undefined ? "no finding" : `a finding of severity ${severity}`}`, () => {
    const { findings } = build((builder) => builder.addSignal({ ...usage, level }));
    assert.deepEqual(
      findings.map((finding) => [finding.severity, finding.source, finding.from, finding.component]),
      severity === undefined ? [] : [[severity, "usage", "check", "conntrack"]],
    );
  });
}

test("every check has a part of the node", () => {
  assert.deepEqual(
    checks.filter(({ id }) => checkComponent(id) === undefined).map(({ id }) => id),
    [],
  );
  assert.equal(checkComponent("__proto__"), undefined);
});

test("lines of one pattern and subject are one finding, with their times, files and places", () => {
  const { findings } = build((builder) => {
    builder.addHit("a.log", hitOf(dnsTimeOut, { subject: "10.0.0.1", line: 3, atMs: collectedAtMs - minutes(5) }));
    builder.addHit("a.log", hitOf(dnsTimeOut, { subject: "10.0.0.1", line: 9, atMs: collectedAtMs - minutes(2) }));
    builder.addHit("b.log", hitOf(dnsTimeOut, { subject: "10.0.0.1", line: 1 }));
    builder.addHit("b.log", hitOf(dnsTimeOut, { subject: "10.0.0.2", line: 2, atMs: collectedAtMs }));
  });
  const [first, second] = findings;
  assert.equal(findings.length, 2);
  assert.deepEqual([first?.count, first?.untimed, first?.files, first?.subject], [3, 1, 2, "10.0.0.1"]);
  assert.deepEqual([first?.firstSeenAtMs, first?.lastSeenAtMs], [collectedAtMs - minutes(5), collectedAtMs - minutes(2)]);
  assert.deepEqual(
    first?.evidence.map(({ file, lines }) => [file, lines?.[0]]),
    [
      ["a.log", 3],
      ["a.log", 9],
      ["b.log", 1],
    ],
  );
  assert.equal(second?.subject, "10.0.0.2");
});

test("an id is of the node, the source and the subject: the next collection has the same, with other files, counts, values and times", () => {
  const hit = fc.record({
    file: fc.string({ minLength: 1 }),
    line: fc.nat(),
    text: fc.string(),
    atMs: fc.option(fc.integer({ min: collectedAtMs - minutes(10_000), max: collectedAtMs }), { nil: undefined }),
  });
  const collection = fc.record({ hits: fc.array(hit, { minLength: 1 }), value: fc.nat(), later: fc.nat() });
  const idsOf = ({
    hits,
    value,
    later,
  }: {
    hits: readonly { file: string; line: number; text: string; atMs?: number | undefined }[];
    value: number;
    later: number;
  }) =>
    build(
      (builder) => {
        builder.addSignal({ ...usage, value, line: `[ISSUE] ${value}`, takenAtMs: collectedAtMs + later });
        for (const { file, line, text, atMs } of hits) {
          builder.addHit(file, hitOf(dnsTimeOut, { subject: "10.0.0.1", line, text, ...(atMs === undefined ? {} : { atMs }) }));
        }
      },
      { node, collectedAtMs: collectedAtMs + later },
    ).findings.map(({ id }) => id);
  fc.assert(fc.property(collection, collection, (one, other) => assert.deepEqual(idsOf(one), idsOf(other))));
});

test("another node, another subject and a check of the same name as a pattern have ids of their own", () => {
  const named = { ...dnsTimeOut, id: "usage" };
  const here = build((builder) => {
    builder.addSignal(usage);
    builder.addSignal({ ...usage, subject: "eth0" });
    builder.addHit("a", hitOf(named));
    builder.addHit("a", hitOf(named, { subject: "eth0" }));
  });
  const there = build((builder) => builder.addSignal(usage), { node: "node-b", collectedAtMs });
  const ids = [...here.findings, ...there.findings].map(({ id }) => id);
  assert.equal(new Set(ids).size, 5);
  for (const id of ids) assert.match(id, /^F-[0-9a-f]{12}$/);
});

test("a line from long after the collection is counted as one without a time", () => {
  const { findings } = build((builder) => {
    builder.addHit("a", hitOf(probeFailed, { atMs: collectedAtMs + minutes(60 * 24 * 300) }));
    builder.addHit("a", hitOf(probeFailed, { line: 2, atMs: collectedAtMs + minutes(60) }));
  });
  assert.deepEqual([findings[0]?.count, findings[0]?.untimed, findings[0]?.lastSeenAtMs], [2, 1, collectedAtMs + minutes(60)]);
});

test("what happened before the reading has the time it happened at", () => {
  const { findings } = build((builder) => builder.addSignal({ ...usage, id: "table-full-log", ageSeconds: 3600 }));
  assert.equal(findings[0]?.lastSeenAtMs, collectedAtMs - seconds(3600));
});

test("places are spread over the files and over the time, and no more than eight", () => {
  const count = 10_000;
  const { findings } = build((builder) => {
    for (let index = 0; index < count; index++) {
      const atMs = collectedAtMs - seconds(count - index);
      builder.addHit(`${Math.floor(index / 2500)}.log`, hitOf(probeFailed, { line: index, atMs }));
    }
  });
  const evidence = findings[0]?.evidence ?? [];
  assert.equal(evidence.length, 8);
  assert.deepEqual([...new Set(evidence.map(({ file }) => file))], ["0.log", "1.log", "2.log", "3.log"]);
  assert.equal(evidence[0]?.lines?.[0], 0);
  assert.equal(evidence.at(-1)?.lines?.[0], count - 1);
  assert.deepEqual(
    evidence.map(({ atMs }) => atMs),
    evidence.map(({ atMs }) => atMs).toSorted(),
  );
});

test("of a long line the part that was meant is quoted, and what would act is shown", () => {
  const text = `${"x".repeat(3000)} read udp 10.0.0.1: i/o timeout \u001b[2J\u202e${"y".repeat(500)}`;
  const { findings } = build((builder) => builder.addHit("a\u001b", hitOf(dnsTimeOut, { subject: "\u202e10.0.0.1", text })));
  const [place] = findings[0]?.evidence ?? [];
  assert.ok(place?.excerpt.includes("i/o timeout \\x1b[2J\\u{202e}"));
  assert.ok((place?.excerpt.length ?? 0) <= 500);
  assert.deepEqual([place?.file, findings[0]?.subject], ["a\\x1b", "\\u{202e}10.0.0.1"]);
});

test("a flood of subjects is counted together, does not push out what is worse, and is said", () => {
  const rare: LogPattern = { ...probeFailed, id: "rare-case", severity: "critical" };
  const { findings, coverage } = build((builder) => {
    for (let index = 0; index < 5000; index++) builder.addHit("a", hitOf(probeFailed, { subject: `pod-${index}` }));
    builder.addHit("a", hitOf(rare));
  });
  assert.equal(findings[0]?.source, "rare-case");
  assert.equal(
    findings.reduce((sum, { source, count }) => sum + (source === probeFailed.id ? count : 0), 0),
    5000,
  );
  assert.equal(findings.length, 52);
  assert.equal(coverage.cut?.length, 1);
});

test("no more than a thousand findings and two thousand minutes each, the worst and the newest; what was cut is said", () => {
  const patterns = Array.from(
    { length: 30 },
    (_, index): LogPattern => ({ ...probeFailed, id: `p${index}`, severity: index === 29 ? "critical" : "low" }),
  );
  const { findings, coverage } = build((builder) => {
    for (const pattern of patterns) for (let index = 0; index < 50; index++) builder.addHit("a", hitOf(pattern, { subject: `s${index}` }));
    for (let minute = 5000; minute >= 0; minute--) builder.addHit("a", hitOf(dnsTimeOut, { atMs: collectedAtMs - minutes(minute) }));
  });
  assert.equal(findings.length, 1000);
  assert.deepEqual(
    findings.slice(0, 50).map(({ source }) => source),
    Array.from({ length: 50 }, () => "p29"),
  );
  const long = findings.find(({ source }) => source === dnsTimeOut.id);
  assert.equal(long?.minutes.length, 2000);
  assert.equal(long?.minutes.at(-1)?.[0], Math.floor(collectedAtMs / 60_000));
  assert.equal(long?.firstSeenAtMs, collectedAtMs - minutes(5000));
  assert.equal(coverage.cut?.length, 2);
});

test("the minutes hold every line that tells a time, whatever the order of the lines", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_999 })), (ages) => {
      const { findings } = build((builder) => {
        for (const age of ages) builder.addHit("a", hitOf(probeFailed, { atMs: collectedAtMs - minutes(age) }));
      });
      const counted = findings[0]?.minutes ?? [];
      assert.equal(
        counted.reduce((sum, [, count]) => sum + count, 0),
        ages.length,
      );
      assert.deepEqual(
        counted.map(([minute]) => minute),
        [...new Set(ages)].map((age) => Math.floor((collectedAtMs - minutes(age)) / 60_000)).toSorted((left, right) => left - right),
      );
    }),
  );
});

test("the same logs give the same index", () => {
  const run = () =>
    build((builder) => {
      for (let index = 0; index < 500; index++)
        builder.addHit(`${index % 3}`, hitOf(index % 2 === 0 ? dnsTimeOut : probeFailed, { line: index }));
      builder.addSignal(usage);
      builder.skipped("b.bin", "binary");
      builder.skipped("snapshot.json", "judged by the checks", { isSpokenFor: true });
      builder.scanned(10);
    });
  assert.deepEqual(run(), run());
  assert.deepEqual(run().coverage, {
    filesScanned: 1,
    filesInBundle: 3,
    bytesScanned: 10,
    skipped: [
      { file: "b.bin", because: "binary" },
      { file: "snapshot.json", because: "judged by the checks" },
    ],
    unread: 1,
  });
});
