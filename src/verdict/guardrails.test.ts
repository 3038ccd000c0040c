import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import { causes } from "./causes/index.ts";
import { claims } from "./claims.ts";
import { guardrails } from "./guardrails.ts";
import { judge } from "./judge.ts";
import { limits } from "./limits/index.ts";
import { lookAlikes } from "./look-alikes/index.ts";
import { signalsOf } from "./signals.case.ts";

const node: NodeSnapshot = { node: "n", takenAtMs: 0, monotonicMs: 0, parts: {} };
const full = { usage: { value: 262_144, limit: 262_144, level: "issue" }, drops: { value: 900, level: "issue" } } as const;
const asked = { value: 60, level: "issue" } as const;

/** Holding and lifted ones, by id. */
function guardrailsOf(changes: Parameters<typeof signalsOf>[0]): {
  readonly holding: readonly string[];
  readonly lifted: readonly string[];
} {
  const standing = judge(signalsOf(changes), node).guardrails;
  const ids = (isLifted: boolean) => standing.filter(({ liftedBy }) => liftedBy.length > 0 === isLifted).map(({ id }) => id);
  return { holding: ids(false), lifted: ids(true) };
}

for (const [scenario, changes, expected] of [
  [
    "a full table beside a kube-proxy that has not synced for minutes: a tempting cause that fills nothing",
    { ...full, "kube-proxy-sync": { value: 900, level: "issue" } },
    {
      holds: ["not-kube-proxy", "not-the-network-plugin", "not-the-dns-server", "no-larger-instance-for-the-kernel", "ipvs-is-no-cure"],
      // The table is full as well, so that a higher limit may be spoken of.
      lifted: ["no-limit-for-look-alikes"],
    },
  ],
  [
    "entries towards endpoints that are gone are what kube-proxy should have removed",
    { ...full, "stale-endpoints": { value: 90_000, limit: 262_144, level: "issue" } },
    { holds: ["not-the-network-plugin"], lifted: ["not-kube-proxy"] },
  ],
  [
    "an overlay that tracks its own tunnels may be spoken of",
    { ...full, "tunnel-entries": { value: 200_000, limit: 262_144, level: "warning" } },
    { holds: ["not-kube-proxy"], lifted: ["not-the-network-plugin"] },
  ],
  [
    "lookups that fail first in a full table are no failure of the DNS server",
    { ...full },
    { holds: ["not-the-dns-server", "no-restart-as-cure", "a-counter-is-no-rise"], lifted: [] },
  ],
  [
    "the provider's own DNS limit, exceeded, is a reason of its own",
    { ...full, "link-local-allowance": asked },
    { holds: ["not-kube-proxy"], lifted: ["not-the-dns-server", "tables-are-not-throttled"] },
  ],
  [
    "the instance's allowance is no matter of sysctl",
    { "instance-allowance": asked },
    { holds: ["no-sysctl-for-the-instance", "not-kube-proxy"], lifted: [] },
  ],
  [
    "an allowance counter that stands above zero and did not rise",
    { "instance-allowance": { value: 0 } },
    { holds: ["not-exhaustion", "a-counter-is-no-rise", "configured-is-not-in-force"], lifted: [] },
  ],
  [
    "a full map of the network plugin is none of the kernel's tables",
    { "bpf-maps": { value: 99, limit: 100, level: "issue" } },
    { holds: ["no-sysctl-for-the-map", "no-restart-as-cure"], lifted: [] },
  ],
  [
    "a table of neighbours that overflows is no table of connections",
    { "neighbour-table": { value: 77, level: "issue" } },
    { holds: ["no-limit-for-look-alikes", "not-exhaustion", "a-line-is-no-record"], lifted: [] },
  ],
  [
    "lookups beyond the limit on packets to the provider's resolver",
    { "link-local-allowance": asked },
    { holds: ["lost-on-the-way", "tables-are-not-throttled", "not-exhaustion"], lifted: [] },
  ],
  [
    "used-up ports look like a full table and are not",
    {
      "source-nat-ports": { value: 64_512, limit: 64_512, level: "issue" },
      "found-surge": { value: 9e6, level: "issue" },
      drops: { value: 40, level: "issue" },
      "insert-failures": { value: 40, level: "issue" },
    },
    { holds: ["no-limit-for-ports", "lost-on-the-way", "a-line-is-no-record"], lifted: [] },
  ],
  [
    "lookups lost to a race",
    { "clash-resolve": { value: 300, level: "warning" }, "insert-failures": { value: 6, level: "warning" }, drops: { value: 6 } },
    { holds: ["race-is-not-exhaustion", "lost-on-the-way"], lifted: [] },
  ],
  [
    "what could not be looked at is not healthy",
    { usage: undefined, drops: undefined, "early-evictions": undefined, "instance-allowance": undefined, "table-full-log": undefined },
    { holds: ["unseen-is-not-healthy"], lifted: [] },
  ],
  [
    "a quarter of the table in one hand is a reason to name it",
    { ...full, "client-share": { value: 90_000, limit: 262_144, level: "warning" } },
    { holds: ["not-kube-proxy"], lifted: ["no-single-culprit"] },
  ],
] as const) {
  test(scenario, () => {
    const { holding, lifted } = guardrailsOf(changes);
    for (const id of expected.holds) assert.ok(holding.includes(id), `${id} does not hold; holding ${holding}, lifted ${lifted}`);
    assert.deepEqual(lifted, expected.lifted);
  });
}

test("every guardrail has an id of its own and stands beside a verdict that exists", () => {
  const known = new Set<string>([...limits, ...lookAlikes, ...causes].map(({ id }) => id).concat("none", "unknown"));
  assert.equal(new Set(guardrails.map(({ id }) => id)).size, guardrails.length);
  for (const { id, beside, unless } of guardrails) {
    for (const verdictId of beside) assert.ok(known.has(verdictId), `${id}: ${verdictId}`);
    for (const name of unless) assert.ok(name in claims, `${id}: ${name}`);
  }
});

test("beside every limit and every look-alike there is a conclusion to be warned of", () => {
  const beside = new Set<string>(guardrails.flatMap((guardrail) => [...guardrail.beside]));
  assert.deepEqual(
    [...limits, ...lookAlikes].map(({ id }) => id).filter((id) => !beside.has(id)),
    [],
  );
});
