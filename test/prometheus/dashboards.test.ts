import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dashboards } from "../../src/metrics/dashboards/index.ts";
import { exposeStatus, statusOfTable } from "./exposed-status.ts";
import { reasonToSkip, waitFor } from "./server-process.ts";
import { startPrometheus } from "./start-prometheus.ts";

const root = join(import.meta.dirname, "../..");
const skip = reasonToSkip("prometheus") ?? false;

/** As far as tests look at what Grafana imports. */
interface DashboardJson {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string; readonly query: unknown }[] };
  readonly panels: readonly PanelJson[];
}

interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly instant: boolean;
    readonly datasource: { readonly uid: string };
  }[];
  readonly fieldConfig?: {
    readonly defaults: { readonly unit: string; readonly thresholds: { readonly steps: readonly { readonly value: number | null }[] } };
  };
}

const pages = Object.keys(dashboards).map((name) => {
  const json: DashboardJson = JSON.parse(readFileSync(join(root, `deploy/dashboards/${name}.json`), "utf8"));
  return { name, json, panels: json.panels.filter(({ type }) => type !== "row") };
});

for (const { name, json, panels } of pages) {
  test(`every panel of ${name} says what it shows, in which unit, from the source that was chosen`, () => {
    assert.ok(panels.length >= 10, `${panels.length} panels`);
    for (const { title, description, targets, fieldConfig } of panels) {
      assert.ok((description ?? "").length > 5, title);
      assert.notEqual(fieldConfig?.defaults.unit ?? "", "", title);
      assert.equal(fieldConfig?.defaults.thresholds.steps[0]?.value, null, title);
      assert.ok(targets !== undefined && targets.length > 0, title);
      assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
      for (const { datasource } of targets) assert.equal(datasource.uid, "$datasource", title);
    }
    assert.equal(json.templating.list[0]?.type, "datasource");
  });

  test(`panels of ${name} have their own ids and places`, () => {
    assert.equal(new Set(json.panels.map(({ id }) => id)).size, json.panels.length);
    const taken = new Set<string>();
    for (const { title, gridPos } of json.panels) {
      assert.ok(gridPos.x >= 0 && gridPos.x + gridPos.w <= 24, title);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(!taken.has(`${x},${y}`), `${title} lies over another at ${x},${y}`);
          taken.add(`${x},${y}`);
        }
      }
    }
  });

  test(`queries of ${name} name no variable that is not there`, () => {
    const known = [...json.templating.list.map((variable) => variable.name), "__rate_interval"];
    const named = JSON.stringify(json).matchAll(/\$\{?(\w+)/g);
    assert.deepEqual(
      [...named].map(([, variable = ""]) => variable).filter((variable) => !known.includes(variable) && variable !== "__all"),
      [],
    );
  });
}

test("every query of every dashboard is answered with something by a Prometheus that scrapes the agent's series", {
  skip,
  timeout: 90_000,
}, async (t) => {
  const began = Date.now();
  const exposition = await exposeStatus(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    return statusOfTable({ node: "node-a", count: 100_000 + seconds, max: 262_144, drops: seconds });
  });
  t.after(() => exposition.stop());
  const prometheus = await startPrometheus({
    targets: [{ job: "agents", address: exposition.address }],
    rules: [readFileSync(join(root, "deploy/alerts/ullage.rules.yaml"), "utf8")],
  });
  t.after(() => prometheus.stop());
  await waitFor(
    "four scrapes",
    () => prometheus.query("count_over_time(ullage_build_info[1m])"),
    (samples) => Number(samples[0]?.value[1]) >= 4,
  );
  for (const { name, panels } of pages) {
    await t.test(name, async () => {
      const silent: string[] = [];
      for (const { title, targets = [] } of panels) {
        for (const { expr, instant } of targets) {
          const query = filledIn(expr, exposition.address);
          const answer = instant ? await prometheus.query(query) : await prometheus.queryRange(query, 10, 1);
          if (answer.length === 0) silent.push(`${title}: ${query}`);
        }
      }
      assert.deepEqual(silent, []);
    });
  }
  await t.test("and every rule can be evaluated over them", async () => {
    const rules = await waitFor(
      "every rule's first evaluation",
      () => prometheus.rules(),
      (answer) => answer.every(({ health }) => health !== "unknown"),
    );
    assert.ok(rules.length > 20);
    assert.deepEqual(
      rules.filter(({ health }) => health !== "ok"),
      [],
    );
  });
});

function filledIn(expression: string, instance: string): string {
  return expression.replaceAll("$__rate_interval", "5s").replaceAll("$instance", instance).replaceAll("$node", "node-a");
}
