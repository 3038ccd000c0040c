import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { agentFamilies } from "./agent-families.ts";
import { bareStatus, missing, monstrousStatus, ordinaryStatus, present } from "./agent-status.case.ts";
import { exposition } from "./exposition.ts";
import { compatibilityMetrics, maximumSeriesOfNode, metrics } from "./index.ts";
import type { MetricFamily } from "./metric-family.ts";

const everything = [...metrics, ...compatibilityMetrics];

function valuesOf(families: readonly MetricFamily[], name: string): readonly (readonly [string, number])[] {
  return (families.find(({ metric }) => metric.name === name)?.samples ?? []).map(({ labels, value }) => [labels.join(" "), value]);
}

const ordinary = agentFamilies(ordinaryStatus(), { compatibility: true });

for (const [name, expected] of [
  ["ullage_build_info", [["0.1.0 node-a", 1]]],
  ["ullage_table_entries", [["", 131_072]]],
  ["ullage_table_use_ratio", [["", 0.5]]],
  ["ullage_table_drops_total", [["", 5]]],
  ["ullage_table_clash_resolutions_total", [["", 2]]],
  ["ullage_table_full_log_records_total", [["", 2]]],
  ["ullage_table_time_to_full_seconds", [["", 1200]]],
  ["ullage_table_births_per_second", [["", 915]]],
  // 750 a second times 120 s in TIME_WAIT, and the established as they are.
  ["ullage_table_steady_state_entries", [["", 128_072]]],
  [
    "ullage_workload_entries",
    [
      ["Deployment shop/checkout", 80_000],
      ["DaemonSet kube-system/node-local-dns", 20_000],
      ["StatefulSet shop/db", 8000],
      ["other", 72],
      ["unnamed", 20_000],
    ],
  ],
  [
    "ullage_workload_births_per_second",
    [
      ["Deployment shop/checkout", 600],
      ["DaemonSet kube-system/node-local-dns", 300],
      ["StatefulSet shop/db", 0],
      ["other", 0],
      ["unnamed", 15],
    ],
  ],
  [
    "ullage_namespace_entries",
    [
      ["4026532345 shop/checkout-7d9f6-x2x4q", 900],
      ["pid:4300 redis-server", 12],
    ],
  ],
  ["ullage_interface_allowance_available", [["eth0", 5740]]],
  ["ullage_interface_allowance_learnt_maximum", [["eth0", 136_812]]],
  ["ullage_verdict_info", [["approaching-limit connection-churn warning Deployment shop/checkout", 1]]],
  ["ullage_verdict_severity", [["", 2]]],
  ["ullage_look_alike_info", [["dns-throttled medium", 1]]],
  [
    "ullage_check_level",
    [
      ["usage", 0],
      ["time-to-full", 1],
      ["link-local-allowance", 2],
    ],
  ],
  ["ullage_kube_proxy_last_sync_timestamp_seconds", [["IPv4", 1_763_699_970]]],
  ["ullage_work_last_success_age_seconds", [["count", 0.5]]],
  [
    "ullage_work_stale",
    [
      ["count", 0],
      ["kernel-log", 1],
    ],
  ],
  ["kubernetes_dns_linklocal_allowance_exceeded", [["aws eu-west-1 eth0", 1200]]],
  [
    "kubernetes_dns_bw_in_allowance_exceeded",
    [
      ["aws eu-west-1 eth0", 4],
      ["aws eu-west-1 eth1", 0],
    ],
  ],
  ["node_nf_conntrack_stat_early_drop", [["", 7]]],
  ["ullage_delivery_sent_total", [["kubernetes-events", 3]]],
  ["ullage_incidents_kept", [["", 4]]],
] as const) {
  test(`${name} says what the status says`, () => assert.deepEqual(valuesOf(ordinary, name), expected));
}

test("the names of others are there with the switch alone", () => {
  const names = agentFamilies(ordinaryStatus(), { compatibility: false }).map(({ metric }) => metric.name);
  assert.deepEqual(
    names.filter((name) => !name.startsWith("ullage_")),
    [],
  );
});

for (const { name, needsPart } of everything) {
  if (needsPart === undefined) continue;
  test(`${name} has no sample where ${needsPart} could not be read, and there is one that says so`, () => {
    const whole = ordinaryStatus();
    const status = { ...whole, snapshot: { ...whole.snapshot, parts: { ...whole.snapshot.parts, [needsPart]: missing("forbidden") } } };
    const families = agentFamilies(status, { compatibility: true });
    assert.notDeepEqual(valuesOf(ordinary, name), []);
    assert.deepEqual(valuesOf(families, name), []);
    assert.ok(valuesOf(families, "ullage_part_status").some(([label]) => label === `${needsPart} forbidden`));
  });
}

for (const { name, needsWork } of everything) {
  if (needsWork === undefined) continue;
  test(`${name} has no sample before the first ${needsWork}`, () => {
    const { walk: _, judgement: __, ...before } = ordinaryStatus();
    assert.notDeepEqual(valuesOf(ordinary, name), []);
    assert.deepEqual(valuesOf(agentFamilies(before, { compatibility: true }), name), []);
  });
}

test("an agent that could read nothing says what it is, what it costs and what is missing, and nothing of the table", () => {
  const names = agentFamilies(bareStatus(), { compatibility: true }).map(({ metric }) => metric.name);
  assert.deepEqual(
    names.filter((name) => /_(table|workload|namespace|interface|verdict|check)_|^node_|^kubernetes_/.test(name)),
    [],
  );
  assert.ok(
    names.includes("ullage_build_info") && names.includes("ullage_part_status") && names.includes("ullage_agent_cpu_seconds_total"),
  );
});

for (const [kind, expected] of [
  ["full", [["", 0]]],
  ["steady", [["", Number.POSITIVE_INFINITY]]],
  ["falls", [["", Number.POSITIVE_INFINITY]]],
  ["levels-off", [["", Number.POSITIVE_INFINITY]]],
  ["unlimited", [["", Number.POSITIVE_INFINITY]]],
  ["no-trend", []],
  ["too-short", []],
] as const) {
  test(`a forecast of the kind ${kind} gives ${JSON.stringify(expected)} as time to full`, () => {
    const status = { ...ordinaryStatus(), forecast: { kind, because: "made", overSeconds: 1, samples: 1 } };
    assert.deepEqual(valuesOf(agentFamilies(status, { compatibility: false }), "ullage_table_time_to_full_seconds"), expected);
  });
}

test("a table without a limit is used to nothing of it, and its limit is no zero", () => {
  const whole = ordinaryStatus();
  const parts = { ...whole.snapshot.parts, tableUsage: present({ count: 10, max: 0 }) };
  const families = agentFamilies({ ...whole, snapshot: { ...whole.snapshot, parts } }, { compatibility: true });
  assert.deepEqual(valuesOf(families, "ullage_table_use_ratio"), [["", 0]]);
  assert.deepEqual(valuesOf(families, "ullage_table_entries_limit"), [["", Number.POSITIVE_INFINITY]]);
  assert.deepEqual(valuesOf(families, "node_nf_conntrack_entries_limit"), [["", 0]]);
});

test("an unknown severity has no number and a verdict that says so", () => {
  const whole = ordinaryStatus();
  const { diagnosis } = whole.judgement!;
  const verdict = { ...diagnosis.verdict, severity: "unknown", limit: "unknown", causes: [] } as const;
  const judgement = { ...whole.judgement!, diagnosis: { ...diagnosis, verdict, culprits: [] } };
  const families = agentFamilies({ ...whole, judgement }, { compatibility: false });
  assert.deepEqual(valuesOf(families, "ullage_verdict_severity"), []);
  assert.deepEqual(valuesOf(families, "ullage_verdict_info"), [["unknown none unknown none", 1]]);
});

test("counters know when they stood at zero, but for those of a driver", () => {
  const since = new Map(ordinary.map(({ metric, countedSinceMs }) => [metric.name, countedSinceMs]));
  assert.equal(since.get("ullage_work_runs_total"), 1_763_699_100_000);
  assert.equal(since.get("ullage_table_drops_total"), 1_763_613_600_000);
  assert.equal(since.get("ullage_interface_allowance_exceeded_total"), undefined);
  assert.equal(since.get("ullage_table_entries"), undefined);
});

test(`the declarations allow no more than ${maximumSeriesOfNode} series a node`, () => {
  const bound = everything.reduce((sum, { maximumSeries }) => sum + maximumSeries, 0);
  assert.ok(bound <= maximumSeriesOfNode, `${bound} series`);
});

const longNames = [
  ["64 letters", (number: number) => `${"workload-with-a-long-name".repeat(3).slice(0, 58)}${String(number).padStart(6, "0")}`],
  [
    "64 characters that have to be escaped",
    (number: number) => `${'\u001b[31m"\\\n'.repeat(8).slice(0, 58)}${String(number).padStart(6, "0")}`,
  ],
  ["64 characters of three bytes each", (number: number) => `${"漢".repeat(58)}${String(number).padStart(6, "0")}`],
  ["316 letters that begin alike", (number: number) => `${"n".repeat(310)}${String(number).padStart(6, "0")}`],
] as const;

for (const [what, nameOf] of longNames) {
  test(`1,000 interfaces, 10,000 workloads and 500 namespaces, called by ${what}, keep to the bound and to 100 KB, and what is left out is said`, () => {
    const families = agentFamilies(monstrousStatus(nameOf), { compatibility: true });
    const series = families.flatMap(({ metric, samples }) => samples.map(({ labels }) => [metric.name, ...labels].join("\u0000")));
    assert.ok(series.length > 500 && series.length <= maximumSeriesOfNode, `${series.length} series`);
    assert.equal(new Set(series).size, series.length, "two series are the same");
    for (const { metric, samples } of families) assert.ok(samples.length <= metric.maximumSeries, metric.name);
    for (const format of ["prometheus", "openmetrics"] as const) {
      const bytes = new TextEncoder().encode(exposition(families, format)).length;
      assert.ok(bytes <= 100_000, `${bytes} bytes`);
    }
    assert.deepEqual(valuesOf(families, "ullage_series_left_out"), [
      ["interfaces", 984],
      ["namespaces", 490],
      ["works", 482],
      ["deliveries", 496],
    ]);
    const workloads = valuesOf(families, "ullage_workload_entries");
    assert.equal(
      workloads.reduce((sum, [, entries]) => sum + entries, 0),
      10_000_000,
    );
  });
}

test("twenty workloads have series of their own if nobody asks for more", () => {
  const families = agentFamilies(
    monstrousStatus((number) => `w${number}`),
    { compatibility: false },
  );
  assert.equal(valuesOf(families, "ullage_workload_entries").length, 22);
});

test("a throttled interface is among those that are shown, however many there are", () => {
  const whole = ordinaryStatus();
  const cards = Array.from({ length: 40 }, (_, number) => ({
    interfaceName: `eth${number}`,
    driver: "ena",
    statistics: { pps_allowance_exceeded: number === 39 ? 1 : 0 },
  }));
  const parts = { ...whole.snapshot.parts, interfaceAllowances: present(cards) };
  const families = agentFamilies({ ...whole, snapshot: { ...whole.snapshot, parts } }, { compatibility: false });
  assert.deepEqual(valuesOf(families, "ullage_interface_allowance_exceeded_total")[0], ["eth39 pps", 1]);
});

test("whatever a node calls its things, labels are bounded, harmless and different", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 300 }), { minLength: 1, maxLength: 30 }), (names) => {
      const status = monstrousStatus((number) => names[number % names.length]!);
      for (const { metric, samples } of agentFamilies(status, { compatibility: true })) {
        const all = samples.map(({ labels }) => labels.join("\u0000"));
        assert.equal(new Set(all).size, all.length, metric.name);
        for (const { labels } of samples) {
          assert.equal(labels.length, metric.labels.length, metric.name);
          for (const label of labels) {
            assert.ok(label.length <= 96, metric.name);
            assert.doesNotMatch(label, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          }
        }
      }
    }),
    { numRuns: 30 },
  );
});

test("looking changes nothing: two looks at one status are the same", () => {
  const status = ordinaryStatus();
  const before = JSON.stringify(status);
  assert.deepEqual(agentFamilies(status, { compatibility: true }), agentFamilies(status, { compatibility: true }));
  assert.equal(JSON.stringify(status), before);
});
