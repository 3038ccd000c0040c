import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { metrics } from "../index.ts";
import { alertSeverities } from "./alert.ts";
import { alerts } from "./index.ts";
import { prometheusRuleGroups, runbookBase } from "./prometheus-rule.ts";

const root = join(import.meta.dirname, "../../..");
const rules = prometheusRuleGroups().flatMap((group) => group.rules);

/** What routes and silences of the DNS monitoring stack name. */
const namesOfDnsMonitoring = [
  "ConntrackExhausted",
  "ConntrackLow",
  "DNSThrottlingWarning",
  "DNSThrottlingCritical",
  "BandwidthSaturation",
  "PPSExceeded",
  "DNSMonitorDown",
];

/** Where an alert is worse than what its check says of itself: lost DNS is an outage, though no table is full. */
const worseThanTheirCheck = ["DNSThrottlingCritical"];

test("the alerts of the DNS monitoring stack are there under their names", () => {
  assert.deepEqual(
    namesOfDnsMonitoring.filter((name) => !alerts.some((alert) => alert.name === name)),
    [],
  );
});

test("names and ids are each of one alert, and a severity is of one of its rules", () => {
  for (const values of [alerts.map(({ id }) => id), alerts.map(({ name }) => name)]) assert.equal(new Set(values).size, values.length);
  for (const { name, rules: own } of alerts) {
    const severities = own.map(({ severity }) => severity);
    assert.equal(new Set(severities).size, severities.length, name);
    assert.deepEqual(
      severities,
      alertSeverities.filter((severity) => severities.includes(severity)),
      `${name}: the mildest first`,
    );
  }
});

test("every runbook link leads to a page that there is", () => {
  assert.ok(rules.length > 20, `${rules.length} rules`);
  for (const { alert, annotations } of rules) {
    const url = annotations["runbook_url"] ?? "";
    assert.ok(url.startsWith(`${runbookBase}/`), alert);
    assert.ok(existsSync(join(root, "docs/alerts", url.slice(runbookBase.length + 1))), `${url}: run npm run generate`);
  }
});

test("every rule waits, says how bad it is, names the node, and is about series that the agent has", () => {
  const known = new Set([...metrics.map(({ name }) => name), "up", "ALERTS"]);
  for (const { alert, expr, for: duration, labels, annotations } of rules) {
    assert.match(duration, /^[1-9]\d*[smh]$/, alert);
    assert.ok(alertSeverities.some((severity) => severity === labels["severity"]));
    assert.ok((annotations["summary"] ?? "").startsWith("{{ $labels.node }}: ") || alert === "UllageAbsent", alert);
    const named = [...`${expr} ${Object.values(annotations).join(" ")}`.matchAll(/\b(?:ullage_\w+|up|ALERTS)(?=[ ){[]|$)/g)].map(
      ([name]) => name,
    );
    assert.ok(named.some((name) => name !== "ullage_build_info") || alert === "UllageAbsent", alert);
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
      alert,
    );
  }
});

test("an alert is as bad as its check says, and no worse", () => {
  const levelOf = { notice: "notice", warning: "warning", critical: "issue" } as const;
  const offences = alerts.flatMap(({ name, checks, rules: own }) =>
    checks.length === 0 || worseThanTheirCheck.includes(name)
      ? []
      : own
          .filter(({ severity }) => !checks.some((check) => check.levels[levelOf[severity]] !== undefined))
          .map(({ severity }) => `${name} is ${severity}, which none of its checks says`),
  );
  assert.deepEqual(offences, []);
});

test("a counter is judged by its increase, a state by what it is", () => {
  const counters = metrics.filter(({ type }) => type === "counter").map(({ name }) => name);
  for (const { alert, expr } of rules) {
    for (const name of counters) {
      for (const match of expr.matchAll(new RegExp(`(.{0,9})\\b${name}(\\{[^}]*\\})?(.?)`, "g")))
        assert.match(`${match[1]}${match[3]}`, /(increase|rate)\(\[/, `${alert}: ${match[0]}`);
    }
  }
});
