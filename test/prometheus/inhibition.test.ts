import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { prometheusRuleGroups } from "../../src/metrics/rules/prometheus-rule.ts";
import { reasonToSkip, waitFor } from "./server-process.ts";
import { startAlertmanager } from "./start-alertmanager.ts";
import { startReceiver } from "./start-receiver.ts";

const skip = reasonToSkip("prometheus-alertmanager") ?? false;

const [, documented = ""] =
  /```yaml\n(inhibit_rules:\n[\s\S]*?)```/.exec(readFileSync(join(import.meta.dirname, "../../docs/alerts.md"), "utf8")) ?? [];

test("inhibit rules of docs/alerts.md name alerts that there are", () => {
  const rules = prometheusRuleGroups().flatMap((group) => group.rules);
  const named = [...documented.matchAll(/\b(?:Conntrack|DNS|Ullage|KubeProxy)\w+/g)].map(([name]) => name);
  assert.ok(named.length > 3);
  assert.deepEqual(
    named.filter((name) => !rules.some(({ alert }) => alert === name)),
    [],
  );
});

test("with the inhibit rules of docs/alerts.md the worst of a node is told alone", { skip, timeout: 60_000 }, async (t) => {
  const receiver = await startReceiver();
  t.after(() => receiver.stop());
  const alertmanager = await startAlertmanager({ webhookUrl: receiver.url, inhibitRules: parse(documented).inhibit_rules });
  t.after(() => alertmanager.stop());
  const alert = (alertname: string, severity: string, node: string) => ({ labels: { alertname, severity, node } });
  await alertmanager.tell([
    alert("ConntrackTableFull", "critical", "node-a"),
    alert("ConntrackTableUse", "critical", "node-a"),
    alert("ConntrackTableEvicting", "warning", "node-a"),
    alert("DNSThrottlingWarning", "warning", "node-a"),
    alert("ConntrackTableUse", "notice", "node-b"),
    alert("ConntrackTableUse", "warning", "node-b"),
  ]);
  const held = await waitFor(
    "all to be sorted",
    () => alertmanager.alerts(),
    (alerts) => alerts.length === 6 && alerts.every(({ status }) => status.state !== "unprocessed"),
  );
  assert.deepEqual(
    held
      .flatMap(({ labels, status }) =>
        status.state === "active" ? [`${labels["alertname"]} ${labels["severity"]} ${labels["node"]}`] : [],
      )
      .toSorted(),
    ["ConntrackTableFull critical node-a", "ConntrackTableUse warning node-b", "DNSThrottlingWarning warning node-a"],
  );
});
