import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import { alerts } from "../../src/metrics/rules/index.ts";
import { nextCommandOf, runbookBase } from "../../src/metrics/rules/prometheus-rule.ts";
import { type AlertCase, agentSeries, type ExpectedAlert, target, verdictText } from "./alert-case.ts";
import { alertCases } from "./alert-cases.ts";
import { reasonToSkip } from "./server-process.ts";

const root = join(import.meta.dirname, "../..");
const rulesPath = join(root, "deploy/alerts/ullage.rules.yaml");
const skip = reasonToSkip("promtool") ?? false;
const shippedRules = z
  .object({ groups: z.array(z.object({ rules: z.array(z.looseObject({ alert: z.string() })) })) })
  .parse(parse(readFileSync(rulesPath, "utf8")))
  .groups.flatMap(({ rules }) => rules);

test("promtool finds nothing wrong with the rules", { skip }, () => {
  const { status, stdout, stderr } = promtool("check", "rules", "--lint=all", "--lint-fatal", rulesPath);
  assert.equal(status, 0, `${stdout}${stderr}`);
  assert.match(stdout, new RegExp(`SUCCESS: ${alerts.flatMap(({ rules }) => rules).length} rules found`));
});

for (const alert of alerts) {
  for (const { severity } of alert.rules) {
    test(`${alert.name} (${severity}) has a case in which it fires and one in which it stays quiet`, () => {
      const own = alertCases.filter((alertCase) => alertCase.alert === alert.name);
      const fires = ({ fires: expected }: AlertCase) => expected.some((one) => one.severity === severity);
      assert.ok(own.some(fires), "no case in which it fires");
      assert.ok(
        own.some((alertCase) => !fires(alertCase)),
        "no case in which it stays quiet",
      );
    });
  }

  test(`${alert.name} fires when it is to, with the summary that a person reads, and is quiet else`, { skip, timeout: 60_000 }, () => {
    const own = alertCases.filter((alertCase) => alertCase.alert === alert.name);
    const directory = mkdtempSync(join(tmpdir(), "ullage-promtool-"));
    try {
      const path = join(directory, "test.yaml");
      // Its own rules as they are shipped: with those of all alerts promtool evaluates thirty times as much.
      const ownRules = join(directory, "rules.yaml");
      writeFileSync(
        ownRules,
        JSON.stringify({ groups: [{ name: alert.name, rules: shippedRules.filter((rule) => rule.alert === alert.name) }] }),
      );
      writeFileSync(path, JSON.stringify({ rule_files: [ownRules], evaluation_interval: "30s", tests: own.map(promtoolTest) }));
      const { status, stdout, stderr } = promtool("test", "rules", path);
      assert.equal(status, 0, `${stdout}${stderr}`);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
}

test("every case is of an alert that there is", () => {
  const names = alerts.map(({ name }) => name);
  assert.deepEqual(
    alertCases.filter(({ alert }) => !names.includes(alert)),
    [],
  );
});

test("a case that is wrong is seen", { skip }, () => {
  const directory = mkdtempSync(join(tmpdir(), "ullage-promtool-"));
  try {
    const [first] = alertCases;
    assert.ok(first !== undefined && first.fires.length > 0);
    const path = join(directory, "test.yaml");
    writeFileSync(
      path,
      JSON.stringify({ rule_files: [rulesPath], evaluation_interval: "30s", tests: [promtoolTest({ ...first, fires: [] })] }),
    );
    assert.notEqual(promtool("test", "rules", path).status, 0);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

function promtoolTest(alertCase: AlertCase): object {
  const { alert, name, series, isWithoutAgent = false, atMinutes, fires } = alertCase;
  return {
    name,
    interval: "30s",
    input_series: Object.entries({ ...(isWithoutAgent ? {} : agentSeries), ...series }).map(([one, values]) => ({ series: one, values })),
    alert_rule_test: [{ alertname: alert, eval_time: `${atMinutes * 60}s`, exp_alerts: fires.map((one) => promtoolAlert(alertCase, one)) }],
  };
}

function promtoolAlert({ alert: name }: AlertCase, { severity, labels = {}, summary }: ExpectedAlert): object {
  const alert = alerts.find((declared) => declared.name === name);
  assert.ok(alert !== undefined);
  const rule = alert.rules.find((declared) => declared.severity === severity);
  assert.ok(rule !== undefined, `${name} has no rule of severity ${severity}`);
  const isOfTraffic = alert.checks.length > 0;
  const own = rule.hasNoNode === true ? {} : { ...target, node: "node-a" };
  return {
    exp_labels: { severity, component: isOfTraffic ? "conntrack" : "ullage", ...own, ...labels },
    exp_annotations: {
      summary,
      description: `${alert.means} ${isOfTraffic ? verdictText : ""}${alert.doesNotMean} Next: ${nextCommandOf(alert)}`,
      runbook_url: `${runbookBase}/${alert.id}.md`,
    },
  };
}

function promtool(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync("promtool", args, { encoding: "utf8", timeout: 50_000 });
}
