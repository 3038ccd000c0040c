import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import type { Signal } from "../model/signal.ts";
import { causes } from "./causes/index.ts";
import { judge } from "./judge.ts";
import { limits } from "./limits/index.ts";
import { lookAlikes } from "./look-alikes/index.ts";
import { noLimit } from "./no-limit.ts";
import { SignalView } from "./signal-view.ts";
import { knownChecks, signalsOf } from "./signals.case.ts";
import { confidenceRank, weigh } from "./weigh.ts";

const node: NodeSnapshot = { node: "n", takenAtMs: 0, monotonicMs: 0, parts: {} };
const verdictOf = (changes: Parameters<typeof signalsOf>[0]) => judge(signalsOf(changes), node).verdict;

const full = { value: 262_144, limit: 262_144, level: "issue" } as const;
const issue = (value: number, subject?: string) => ({ value, level: "issue" as const, ...(subject === undefined ? {} : { subject }) });
const warning = (value: number, limit?: number) => ({ value, level: "warning" as const, ...(limit === undefined ? {} : { limit }) });

for (const [what, changes, limit, confidence, severity] of [
  ["a healthy node", {}, "none", "high", "ok"],
  [
    "a healthy node whose log and namespaces may not be read",
    { "table-full-log": undefined, "pod-tables": undefined },
    "none",
    "medium",
    "ok",
  ],
  ["a healthy node whose table was not walked", { "source-nat-ports": undefined }, "none", "medium", "ok"],
  ["several pods that try again on a node with room", { "pod-retransmits": warning(60) }, "none", "high", "notice"],
  [
    "94 % with a line two minutes old and no counters",
    {
      usage: { value: 246_415, limit: 262_144, level: "warning" },
      "table-full-log": { ...issue(3), ageSeconds: 120 },
      drops: undefined,
      "early-evictions": undefined,
    },
    "kernel-table-full",
    "medium",
    "critical",
  ],
  [
    "94 % with a line nine minutes old",
    { usage: { value: 246_415, limit: 262_144, level: "warning" }, "table-full-log": { ...issue(3), ageSeconds: 540 } },
    "approaching-limit",
    "high",
    "warning",
  ],
  [
    "few ports left for source NAT",
    { "source-nat-ports": { value: 25_000, limit: 28_232, level: "warning" } },
    "approaching-limit",
    "medium",
    "warning",
  ],
  [
    "no port left for source NAT, where its tries are not counted",
    {
      "source-nat-ports": { value: 10, limit: 10, level: "issue" },
      "insert-failures": issue(190),
      drops: issue(190),
      "found-surge": undefined,
    },
    "snat-ports",
    "high",
    "critical",
  ],
  ["a full table that refuses packets", { usage: full, drops: issue(2000) }, "kernel-table-full", "high", "critical"],
  ["a full table that evicts silently", { usage: full, "early-evictions": issue(87_856) }, "kernel-table-evicting", "high", "critical"],
  [
    "evictions with a few drops beside them",
    { usage: full, "early-evictions": issue(300_000), drops: issue(2) },
    "kernel-table-evicting",
    "high",
    "critical",
  ],
  [
    "evictions with many drops beside them",
    { usage: full, "early-evictions": issue(7000), drops: issue(2700) },
    "kernel-table-full",
    "high",
    "critical",
  ],
  [
    "a full table in one sample, with the kernel's own word",
    { usage: full, drops: undefined, "early-evictions": undefined, "insert-failures": undefined, "table-full-log": issue(4) },
    "kernel-table-full",
    "medium",
    "critical",
  ],
  [
    "a full table in one sample and nothing else",
    { usage: full, drops: undefined, "early-evictions": undefined, "insert-failures": undefined },
    "kernel-table-full",
    "low",
    "critical",
  ],
  [
    "a pod's table that is full while the node's is empty",
    { "pod-tables": [{ ...full, subject: "netns 7" }], "table-full-log": issue(3, "netns 7") },
    "pod-table-full",
    "high",
    "critical",
  ],
  ["an exceeded instance allowance", { "instance-allowance": issue(120) }, "instance-allowance", "high", "critical"],
  ["both limits", { usage: full, drops: issue(2000), "instance-allowance": issue(120) }, "kernel-and-instance", "high", "critical"],
  [
    "source NAT without ports at 0.02 % use",
    { drops: issue(350), "insert-failures": issue(350), "found-surge": warning(17_719) },
    "snat-ports",
    "high",
    "critical",
  ],
  [
    "source NAT without ports whose search is not counted",
    { drops: issue(350), "insert-failures": issue(350) },
    "snat-ports",
    "medium",
    "critical",
  ],
  ["a full BPF map beside an idle nf_conntrack", { "bpf-maps": issue(1) }, "bpf-map-full", "high", "critical"],
  ["too few buckets", { "hash-load": warning(8, 4) }, "hash-undersized", "high", "warning"],
  ["a table at 90 %", { usage: { value: 236_000, limit: 262_144, level: "warning" } }, "approaching-limit", "high", "warning"],
  ["a table that is full in ten minutes", { "time-to-full": warning(600) }, "approaching-limit", "medium", "warning"],
  [
    "one sample of a node with room",
    { drops: undefined, "early-evictions": undefined, "insert-failures": undefined },
    "unknown",
    "low",
    "unknown",
  ],
  ["a node whose instance allowance was not seen", { "instance-allowance": undefined }, "unknown", "low", "unknown"],
  ["a Cilium node whose maps were not seen", { "bpf-maps": undefined }, "unknown", "low", "unknown"],
  ["a node of which nothing is known", Object.fromEntries(knownChecks.map((check) => [check, undefined])), "unknown", "low", "unknown"],
  ["a throttled DNS", { "link-local-allowance": warning(40) }, "none", "high", "warning"],
  ["a usage of 75 %", { usage: { value: 196_608, limit: 262_144, level: "notice" } }, "none", "high", "notice"],
] as const) {
  test(`the verdict on ${what} is ${limit} with ${confidence} confidence`, () => {
    const verdict = verdictOf(changes);
    assert.deepEqual(
      { limit: verdict.limit, confidence: verdict.confidence, severity: verdict.severity },
      { limit, confidence, severity },
      verdict.summary,
    );
    assert.ok(verdict.summary.length > 20);
  });
}

for (const [what, changes, ids] of [
  ["closed connections", { "time-wait-share": warning(200_000, 250_000) }, ["connection-churn"]],
  ["idle connections", { "idle-established": warning(200_000, 250_000) }, ["connection-leak"]],
  ["UDP", { "udp-share": warning(200_000, 250_000) }, ["udp-accumulation"]],
  [
    "unanswered SYNs",
    { "syn-sent-share": warning(200_000, 250_000), "unreplied-share": warning(200_000, 250_000) },
    ["burst-or-retry-storm"],
  ],
  [
    "UDP to an endpoint that is gone",
    { "udp-share": warning(200_000, 250_000), "stale-endpoints": { value: 9000, limit: 262_144, level: "warning", subject: "10.0.2.9" } },
    ["stale-endpoints"],
  ],
  ["tunnels", { "tunnel-entries": warning(100_000, 262_144), "udp-share": warning(200_000, 250_000) }, ["tunnel-tracking"]],
  ["nobody in particular", {}, ["table-too-small"]],
] as const) {
  test(`a full table of ${what} is caused by ${ids.join(" and ")}`, () => {
    const found = verdictOf({ usage: full, drops: issue(2000), ...changes }).causes.map(({ id }) => id);
    assert.deepEqual(what === "nobody in particular" ? found : found.filter((id) => id !== "table-too-small"), ids);
  });
}

test("a healthy node has no cause and nobody is named, whatever its table is made of", () => {
  const verdict = verdictOf({ "time-wait-share": warning(3000, 4000), "udp-share": warning(3000, 5000) });
  assert.deepEqual(verdict.causes, []);
  assert.deepEqual(verdict.escalation, []);
});

test("a limit that is hit and a look-alike are both told", () => {
  const verdict = verdictOf({ usage: full, drops: issue(10), "listen-overflow": warning(5) });
  assert.equal(verdict.limit, "kernel-table-full");
  assert.deepEqual(
    verdict.lookAlikes.map(({ id }) => id),
    ["listen-overflow"],
  );
});

const level = fc.constantFrom("ok", "notice", "warning", "issue", "not-evaluated");
const anySignal: fc.Arbitrary<Signal> = fc
  .record(
    {
      id: fc.constantFrom(...knownChecks),
      level,
      value: fc.constantFrom(0, 1, 4, 50, 1000, 300_000),
      limit: fc.constantFrom(0, 4, 1000, 300_000),
      subject: fc.constantFrom("netns 7", "eth0"),
    },
    { requiredKeys: ["id", "level"] },
  )
  .map((brief) => ({ line: `${brief.id}: not evaluated: x`, source: "s", takenAtMs: 0, ...brief }) as Signal);

test("turning what was seen into something not evaluated never strengthens any hypothesis, even where it spoke against it", () => {
  fc.assert(
    fc.property(fc.array(anySignal, { maxLength: 60 }), fc.constantFrom(...knownChecks), (signals, check) => {
      const blinded = signals.map((signal) => (signal.id === check ? { ...signal, level: "not-evaluated" as const } : signal));
      for (const hypothesis of [...limits, noLimit, ...lookAlikes, ...causes]) {
        const seen = weigh(hypothesis, new SignalView(signals)).confidence;
        const blind = weigh(hypothesis, new SignalView(blinded)).confidence;
        const rank = (confidence: typeof seen) => (confidence === undefined ? 0 : confidenceRank[confidence]);
        assert.ok(rank(blind) <= rank(seen), `${hypothesis.id} rose from ${seen} to ${blind} without ${check}`);
      }
    }),
    { numRuns: 2000 },
  );
});

test("a signal of no claim never changes the verdict", () => {
  fc.assert(
    fc.property(fc.array(anySignal, { maxLength: 40 }), level, (signals, unrelatedLevel) => {
      const unrelated: Signal = {
        id: "tracking-settings",
        level: unrelatedLevel as Signal["level"],
        line: "x",
        source: "s",
        takenAtMs: 0,
        value: 9,
      };
      assert.deepEqual(judge([...signals, unrelated], node).verdict, judge(signals, node).verdict);
    }),
  );
});

test("every hypothesis can stand, and every claim that a rule names is used by some check", () => {
  for (const hypothesis of [...limits, noLimit, ...lookAlikes, ...causes]) {
    assert.ok(hypothesis.rules.length > 0, hypothesis.id);
    assert.equal(new Set(hypothesis.rules.map(({ when }) => when.join())).size, hypothesis.rules.length, hypothesis.id);
  }
});
