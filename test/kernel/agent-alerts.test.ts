import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { hastenedRules } from "../prometheus/hastened-rules.ts";
import { reasonToSkip, waitFor } from "../prometheus/server-process.ts";
import { startAlertmanager } from "../prometheus/start-alertmanager.ts";
import { startPrometheus } from "../prometheus/start-prometheus.ts";
import type { WebhookPayload } from "../prometheus/start-receiver.ts";
import { startAgent } from "./agent-in-namespace.ts";
import { fillTable, fullTableLimit } from "./full-table.ts";
import { openLaboratory } from "./laboratory.ts";

test("a table that fills is told by the agent to Prometheus, by its rules to Alertmanager and to a receiver, and so is its end", async (t) => {
  const because = reasonToSkip("prometheus", "prometheus-alertmanager");
  if (because !== undefined) return t.skip(because);
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client: node, server: peer, link } = laboratory.addPair();
  const directory = mkdtempSync(join(tmpdir(), "ullage-alerts-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const socketPath = join(directory, "agent.sock");
  await startAgent(t, node, ["--metrics-listen", `${link.left.ipv4}:9855`, "--no-api", "--socket", socketPath, "--node", "node-a"]);
  const { program: receiver, answer } = await peer.start<{ readonly url: string }>("webhook-receiver", {});
  const alertmanager = await startAlertmanager({ namespace: peer.name, webhookUrl: answer.url, groupBy: ["job"] });
  t.after(() => alertmanager.stop());
  const prometheus = await startPrometheus({
    namespace: peer.name,
    targets: [{ job: "ullage", address: `${link.left.ipv4}:9855` }],
    rules: [hastenedRules()],
    alertmanager: alertmanager.address,
  });
  t.after(() => prometheus.stop());
  const payloads = () => {
    receiver.tell("payloads");
    return receiver.next<readonly WebhookPayload[]>();
  };
  const toldOf = async (name: string, status: string) =>
    (await payloads()).flatMap(({ alerts }) => alerts).filter((alert) => alert.labels["alertname"] === name && alert.status === status);
  const waitForAlert = (name: string, status: string, seconds: number) =>
    waitFor(
      `${name} to be ${status}`,
      () => toldOf(name, status),
      (told) => told.length > 0,
      seconds,
    );
  await waitFor(
    "the agent to be scraped",
    () => prometheus.query("count_over_time(ullage_build_info[1m]) >= 3"),
    (samples) => samples.length === 1,
  );
  assert.deepEqual(await toldOf("ConntrackTableFull", "firing"), []);

  await fillTable(node);
  const told = await laboratory.withConntrackMax(fullTableLimit, async () => {
    // What is refused counts itself in the very counter that the alert looks at.
    const refused = await waitFor(
      "the alert",
      async () => {
        await node.ask("udp-burst", { to: "127.0.0.1", count: 3 });
        return toldOf("ConntrackTableFull", "firing");
      },
      (firing) => firing.length > 0,
      60,
    );
    return { refused, atOnce: await payloads() };
  });
  assert.equal(told.refused[0]?.labels["node"], "node-a");
  assert.match(told.refused[0]?.annotations["summary"] ?? "", /^node-a: /);

  await t.test("the agent answers every alert of what was posted, and does nothing", () => {
    const payload = told.atOnce.findLast(({ alerts }) => alerts.some(({ labels }) => labels["alertname"] === "ConntrackTableFull"));
    assert.ok(payload !== undefined);
    const path = join(directory, "payload.json");
    writeFileSync(path, JSON.stringify(payload));
    const post = ["-sS", "--max-time", "10", "--unix-socket", socketPath, "-H", "content-type: application/json", "--data", `@${path}`];
    const answers = JSON.parse(node.run("curl", ...post, "http://localhost/v1/alerts"));
    assert.deepEqual(
      answers.alerts.map((one: { readonly fingerprint: string; readonly status: string }) => [one.fingerprint, one.status]),
      payload.alerts.map(({ fingerprint, status }) => [fingerprint, status === "firing" ? "diagnosed" : "acknowledged"]),
    );
  });

  await t.test("with room again its end is told as well", async () => {
    node.run("conntrack", "-F");
    await waitForAlert("ConntrackTableFull", "resolved", 60);
  });
});
