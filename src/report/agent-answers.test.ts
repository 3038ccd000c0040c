import assert from "node:assert/strict";
import { test } from "node:test";
import { bareStatus, ordinaryStatus, present } from "../metrics/agent-status.case.ts";
import type { AgentStatus, WorkStatus } from "../model/agent-status.ts";
import { agentHealth, agentReadiness } from "./agent-health.ts";
import { agentTop } from "./agent-top.ts";
import { incidentList } from "./incident-list.ts";
import { keptIncidents } from "./status-page.case.ts";

const count: WorkStatus = {
  ...{ work: "count", intervalSeconds: 1, runs: 10, failures: 0, cutOffs: 0, secondsInAll: 0.1 },
  ...{ lastSuccessMonotonicMs: 899_000, isStale: false },
};
const withWorks = (...works: readonly WorkStatus[]): AgentStatus => ({ ...bareStatus(), works });

for (const [what, works, status, stale] of [
  ["a count of a second ago", [count], "ok", []],
  ["a count that is not tried any more", [{ ...count, isStale: true }], "stalled", ["its last success is 1 s ago; it is due every 1 s"]],
  [
    "a count that has failed for long, for a reason that a restart does not mend",
    [{ ...count, isStale: true, reason: "no conntrack" }],
    "ok",
    ["no conntrack"],
  ],
  [
    "a walk that is late",
    [count, { ...count, work: "walk", intervalSeconds: 30, isStale: true }],
    "ok",
    ["its last success is 1 s ago; it is due every 30 s"],
  ],
] as const) {
  test(`${what} is ${status}`, () => {
    const health = agentHealth(withWorks(...works));
    assert.deepEqual([health.status, health.stale.map(({ because }) => because)], [status, stale]);
  });
}

for (const [what, status, wanted] of [
  ["who has judged", ordinaryStatus(), "ready"],
  ["who has not judged", bareStatus(), "starting"],
  ["who tried and had nothing to judge", withWorks({ ...count, work: "judge", runs: 1, failures: 1, reason: "nothing to judge" }), "ready"],
  ["who is about to try", withWorks({ ...count, work: "judge", runs: 0 }), "starting"],
] as const) {
  test(`${what} is ${wanted}`, () => assert.equal(agentReadiness(status).status, wanted));
}

const question = { by: "workload", sort: "entries", limit: 20, name: "" } as const;

test("top shows the groups that were asked for, in their order", () => {
  const keys = (asked: Partial<Parameters<typeof agentTop>[1]>) =>
    agentTop(ordinaryStatus(), { ...question, ...asked })?.traffic?.groups.map(({ key }) => key);
  assert.deepEqual(keys({ limit: 1 }), ["Deployment shop/checkout"]);
  assert.deepEqual(keys({ name: "KUBE" }), ["DaemonSet kube-system/node-local-dns"]);
  assert.deepEqual(keys({ by: "state", sort: "name" }), ["ESTABLISHED", "TIME_WAIT"]);
});

test("where the table may not be walked, top says how full it is and why it lists nobody", () => {
  const { walk: _, ...status } = ordinaryStatus();
  const walk: WorkStatus = { ...count, work: "walk", reason: "needs CAP_NET_ADMIN" };
  const frame = agentTop({ ...status, works: [walk] }, question);
  assert.deepEqual([frame?.count, frame?.traffic, frame?.remarks], [131_072, null, ["table: needs CAP_NET_ADMIN"]]);
});

test("before anything was read there is no top", () => {
  assert.equal(agentTop(bareStatus(), question), undefined);
  const full = { ...bareStatus(), snapshot: { ...bareStatus().snapshot, parts: { tableUsage: present({ count: 5, max: 0 }) } } };
  assert.equal(agentTop(full, question)?.ratio, null, "nothing limits the table");
});

test("the latest incident comes first, and one that goes on has no end", () => {
  const { incidents } = incidentList("node-a", keptIncidents);
  assert.deepEqual(
    incidents.map(({ beganAt, endedAt }) => [beganAt, endedAt]),
    [
      ["2026-01-15T11:59:00.000Z", null],
      ["2026-01-14T03:15:00.000Z", "2026-01-14T03:41:00.000Z"],
    ],
  );
});
