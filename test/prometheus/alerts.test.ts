import assert from "node:assert/strict";
import { test } from "node:test";
import { answerAlerts } from "../../src/agent/alerts/answer-alerts.ts";
import { exposeStatus, statusOfTable } from "./exposed-status.ts";
import { hastenedRules } from "./hastened-rules.ts";
import { reasonToSkip, waitFor } from "./server-process.ts";
import { startAlertmanager } from "./start-alertmanager.ts";
import { startPrometheus } from "./start-prometheus.ts";
import { startReceiver, type WebhookPayload } from "./start-receiver.ts";

const skip = reasonToSkip("prometheus", "prometheus-alertmanager") ?? false;

const healthy = { node: "node-b", count: 1000, max: 262_144, drops: 5 };

test("a table that fills is told to a receiver through Prometheus and Alertmanager, and so is its end", {
  skip,
  timeout: 120_000,
}, async (t) => {
  let table = healthy;
  const full = () => {
    table = { ...table, count: 262_144, drops: table.drops + 20 };
    return table;
  };
  let isFull = false;
  const watched = await exposeStatus(() => statusOfTable(isFull ? full() : table));
  t.after(() => watched.stop());
  const neighbour = await exposeStatus(() => statusOfTable({ ...healthy, node: "node-a", drops: 90_000 }));
  t.after(() => neighbour.stop());
  const receiver = await startReceiver();
  t.after(() => receiver.stop());
  const alertmanager = await startAlertmanager({ webhookUrl: receiver.url, groupBy: ["job"] });
  t.after(() => alertmanager.stop());
  const prometheus = await startPrometheus({
    targets: [
      { job: "agents", address: watched.address },
      { job: "agents", address: neighbour.address },
    ],
    rules: [hastenedRules()],
    alertmanager: alertmanager.address,
  });
  t.after(() => prometheus.stop());
  const toldOf = (name: string, status: string) =>
    receiver.payloads.flatMap(({ alerts }) => alerts).filter((alert) => alert.labels["alertname"] === name && alert.status === status);
  const waitForAlert = (name: string, status: string) =>
    waitFor(
      `${name} to be ${status}`,
      () => toldOf(name, status),
      (told) => told.length > 0,
    );

  await waitFor(
    "both nodes to be scraped",
    () => prometheus.query("count_over_time(ullage_build_info[1m]) >= 3"),
    (samples) => samples.length === 2,
  );
  assert.deepEqual(toldOf("ConntrackTableFull", "firing"), []);

  await t.test("it fires, naming the node and who has the most", async () => {
    isFull = true;
    const [refused] = await waitForAlert("ConntrackTableFull", "firing");
    assert.equal(refused?.labels["node"], "node-b");
    assert.equal(refused?.labels["severity"], "critical");
    assert.match(refused?.annotations["summary"] ?? "", /^node-b: .*; most entries: Deployment shop\/checkout \(80k\)$/);
    const [filled] = await waitForAlert("ConntrackTableUse", "firing");
    assert.equal(
      filled?.annotations["summary"],
      "node-b: the conntrack table is filled to 100%; most entries: Deployment shop/checkout (80k)",
    );
  });

  await t.test("the agent answers what Alertmanager posts, alert by alert", () => {
    const payload = receiver.payloads.findLast(({ alerts }) => alerts.some(({ labels }) => labels["alertname"] === "ConntrackTableFull"));
    assert.ok(payload !== undefined);
    const { alerts, leftOut } = answerAlerts(payload, statusOfTable(table));
    assert.equal(leftOut, 0);
    assert.deepEqual(
      alerts.map(({ fingerprint }) => fingerprint),
      payload.alerts.map(({ fingerprint }) => fingerprint),
    );
    for (const [index, { status, node }] of alerts.entries()) {
      const told: WebhookPayload["alerts"][number] | undefined = payload.alerts[index];
      assert.equal(node, told?.labels["node"]);
      assert.equal(status, told?.status === "resolved" ? "acknowledged" : node === "node-b" ? "diagnosed" : "elsewhere");
    }
  });

  await t.test("it ends when the table has room again", async () => {
    isFull = false;
    table = { ...healthy, drops: table.drops };
    await waitForAlert("ConntrackTableFull", "resolved");
    await waitForAlert("ConntrackTableUse", "resolved");
  });

  await t.test("a node whose counters stand still, however high, is not told of", () => {
    const told = receiver.payloads.flatMap(({ alerts }: WebhookPayload) => alerts).filter(({ labels }) => labels["node"] === "node-a");
    assert.deepEqual(
      told.filter(({ labels }) => labels["component"] === "conntrack").map(({ labels }) => labels["alertname"]),
      [],
    );
  });

  await t.test("an agent that answers no more is told of by the name of its node", async () => {
    await neighbour.stop();
    const [down] = await waitForAlert("DNSMonitorDown", "firing");
    assert.equal(down?.labels["node"], "node-a");
  });
});
