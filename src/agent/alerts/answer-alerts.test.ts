import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { alertAnswersSchema } from "../../contract/alert-answers.ts";
import { bareStatus, ordinaryStatus, present } from "../../metrics/agent-status.case.ts";
import type { AgentStatus } from "../../model/agent-status.ts";
import { ApiError } from "../http/api-error.ts";
import { answerAlerts } from "./answer-alerts.ts";

function webhook(alerts: readonly object[]): object {
  return { version: "4", groupKey: "{}:{}", status: "firing", receiver: "ullage", groupLabels: {}, commonLabels: {}, alerts };
}

function firing(labels: Readonly<Record<string, string>>, others: object = {}): object {
  return { status: "firing", labels, annotations: {}, startsAt: "2026-01-01T00:00:00Z", fingerprint: "a1b2c3", ...others };
}

function diagnosedStatus(): AgentStatus {
  const status = ordinaryStatus();
  const { judgement, snapshot } = status;
  assert.ok(judgement !== undefined);
  return {
    ...status,
    snapshot: { ...snapshot, parts: { ...snapshot.parts, localAddresses: present(["127.0.0.1", "10.0.0.1"]) } },
    judgement: {
      ...judgement,
      diagnosis: {
        ...judgement.diagnosis,
        evidence: [
          { id: "e1", type: "usage", content: "Conntrack usage high: 88%", source: "proc", takenAtMs: 0, speaks: "for" },
          { id: "e2", type: "drops", content: "Conntrack drops: none in 5 s", source: "proc", takenAtMs: 0, speaks: "against" },
        ],
        notEvaluated: [{ check: "bpf-maps", because: "no Cilium runs" }],
        plans: [
          {
            id: "raise-limit-at-once",
            title: "Raise the limit",
            when: "immediate",
            rating: "YELLOW",
            because: "it is full",
            commands: ["sysctl -w net.netfilter.nf_conntrack_max=524288"],
            verify: [],
            undo: [],
            owner: "nobody",
            caution: "It costs memory.",
          },
        ],
      },
    },
  };
}

test("every alert of a group is answered: this node's with its diagnosis, others' with whom to ask, what is over is acknowledged", () => {
  const answers = answerAlerts(
    webhook([
      firing({ alertname: "ConntrackTableUse", severity: "warning", node: "node-a" }),
      firing({ alertname: "ConntrackTableFull", severity: "critical", node: "node-b" }),
      { ...firing({ alertname: "ConntrackLow", node: "node-a" }), status: "resolved" },
      firing({ alertname: "UllageAbsent", severity: "critical" }),
    ]),
    diagnosedStatus(),
  );
  assert.deepEqual(alertAnswersSchema.parse(answers), answers);
  assert.deepEqual(
    answers.alerts.map(({ alert, status, node, severity }) => ({ alert, status, node, severity })),
    [
      { alert: "ConntrackTableUse", status: "diagnosed", node: "node-a", severity: "warning" },
      { alert: "ConntrackTableFull", status: "elsewhere", node: "node-b", severity: "critical" },
      { alert: "ConntrackLow", status: "acknowledged", node: "node-a", severity: undefined },
      { alert: "UllageAbsent", status: "elsewhere", node: undefined, severity: "critical" },
    ],
  );
  assert.ok(answers.alerts.every(({ action }) => action === "none"));
  assert.deepEqual(answers.alerts[0]?.evidence, [{ type: "usage", content: "Conntrack usage high: 88%", speaks: "for" }]);
  assert.equal(answers.diagnosis?.limit, "approaching-limit");
  assert.deepEqual(
    answers.diagnosis?.plans.map(({ title, commands }) => ({ title, commands })),
    [{ title: "Raise the limit", commands: "sysctl -w net.netfilter.nf_conntrack_max=524288" }],
  );
});

test("an alert of another exporter is this node's where its target is one of the node's own addresses", () => {
  const about = (labels: Readonly<Record<string, string>>) =>
    answerAlerts(webhook([firing({ alertname: "NodeHighNumberConntrackEntriesUsed", ...labels })]), diagnosedStatus()).alerts[0]?.status;
  for (const [labels, status] of [
    [{ instance: "10.0.0.1:9100" }, "diagnosed"],
    [{ instance: "node-a" }, "diagnosed"],
    [{ nodename: "node-a", instance: "10.0.0.9:9100" }, "diagnosed"],
    [{ instance: "10.0.0.10:9100" }, "elsewhere"],
    [{ instance: "127.0.0.1:9100" }, "elsewhere"],
    [{ instance: "[fd00::1]:9100" }, "elsewhere"],
  ] as const)
    assert.equal(about(labels), status, JSON.stringify(labels));
});

test("nothing is said of a node that has not been judged", () => {
  const answers = answerAlerts(webhook([firing({ alertname: "ConntrackTableUse", node: "node-a" })]), bareStatus());
  assert.equal(answers.alerts[0]?.status, "unjudged");
  assert.equal(answers.diagnosis, undefined);
});

test("a group without alerts is answered with none", () => {
  assert.deepEqual(answerAlerts(webhook([]), diagnosedStatus()), {
    schemaVersion: 1,
    status: "processed",
    node: "node-a",
    alerts: [],
    leftOut: 0,
  });
});

test("a group that is too large is answered in part, and says how much is left out", () => {
  const alerts = Array.from({ length: 5000 }, (_, index) =>
    firing({ alertname: "x".repeat(100_000), node: "node-a", severity: "\u202e" }, { fingerprint: `${index}` }),
  );
  const answers = answerAlerts({ ...webhook(alerts), truncatedAlerts: 7 }, diagnosedStatus());
  assert.equal(answers.alerts.length + answers.leftOut, 5007);
  assert.ok(JSON.stringify(answers).length < 1024 * 1024);
  assert.equal(answers.alerts[0]?.severity, "\\u{202e}");
});

test("what is no webhook is refused with what is wrong with it", () => {
  for (const [payload, what] of [
    [null, "it is no object"],
    [[], "it is no object"],
    ["4", "it is no object"],
    [{}, "version"],
    [{ version: 4, alerts: [] }, "version"],
    [{ version: "3", alerts: [] }, `"3"`],
    [{ version: "4" }, "alerts is no list"],
    [webhook([firing({}), { status: "firing" }]), "alerts[1].labels"],
    [webhook([{ ...firing({}), status: "pending" }]), "alerts[0].status"],
    [webhook([{ ...firing({}), labels: { node: 7 } }]), "alerts[0].labels"],
  ] as const)
    assert.throws(
      () => answerAlerts(payload, diagnosedStatus()),
      (error) => error instanceof ApiError && error.code === "body-malformed" && error.message.includes(what),
      JSON.stringify(payload),
    );
});

test("whatever JSON comes, it is answered as the contract says or refused", () => {
  const text = fc.string({ unit: "binary" });
  const alert = fc.record({
    status: fc.constantFrom("firing", "resolved", "odd"),
    labels: fc.dictionary(text, text),
    fingerprint: fc.option(text),
  });
  const payloads = fc.oneof(fc.jsonValue(), fc.record({ version: fc.constant("4"), alerts: fc.array(fc.oneof(alert, fc.jsonValue())) }));
  fc.assert(
    fc.property(payloads, (payload) => {
      try {
        const answers = answerAlerts(payload, diagnosedStatus());
        assert.deepEqual(alertAnswersSchema.parse(answers), answers);
      } catch (error) {
        assert.ok(error instanceof ApiError, String(error));
      }
    }),
  );
});
