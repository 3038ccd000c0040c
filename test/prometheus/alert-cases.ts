import type { AlertSeverity } from "../../src/metrics/rules/alert.ts";

/** One story of some series, and which alerts of one name fire at its end. */
export interface AlertCase {
  readonly alert: string;
  readonly name: string;
  /** By series, in promtool's notation, a value every 30 s. */
  readonly series: Readonly<Record<string, string>>;
  /** Without the agent's name, its workloads and its verdict, which every other case has. */
  readonly isWithoutAgent?: true;
  readonly atMinutes: number;
  /** None where it is to stay quiet. */
  readonly fires: readonly ExpectedAlert[];
}

export interface ExpectedAlert {
  readonly severity: AlertSeverity;
  readonly labels?: Readonly<Record<string, string>>;
  /** The whole summary, as a person reads it. */
  readonly summary: string;
}

export const target = { job: "agents", instance: "10.0.0.1:9855" } as const;
const targetLabels = labelsText(target);

/** What every agent says; `kube-system` is large and has no say, being no workload of one's own. */
export const agentSeries: Readonly<Record<string, string>> = {
  [of("ullage_build_info", { version: "1.2.3", node: "node-a" })]: "1+0x200",
  [of("ullage_workload_entries", { workload: "Deployment shop/checkout" })]: "180000+0x200",
  [of("ullage_workload_entries", { workload: "Deployment shop/cart" })]: "20000+0x200",
  [of("ullage_workload_entries", { workload: "other" })]: "900000+0x200",
  [of("ullage_workload_entries", { workload: "unnamed" })]: "800000+0x200",
  [of("ullage_verdict_info", {
    limit: "kernel-table-full",
    cause: "connection-leak",
    severity: "critical",
    culprit: "Deployment shop/checkout",
  })]: "1+0x200",
};

export const verdictText = "The agent's verdict: limit kernel-table-full, cause connection-leak, culprit Deployment shop/checkout. ";
const most = "; most entries: Deployment shop/checkout (180k)";

const limit = of("ullage_table_entries_limit");
const peak1 = of("ullage_table_entries_peak", { window: "1m" });
const peak5 = of("ullage_table_entries_peak", { window: "5m" });
const ratio = of("ullage_table_use_ratio");
const drops = of("ullage_table_drops_total");
const earlyDrops = of("ullage_table_early_drops_total");
const insertFailures = of("ullage_table_insert_failures_total");
const found = of("ullage_table_found_total");

/** A table of 1000 whose highest count of the last minutes is as given. */
function filledTo(count: number | string): Readonly<Record<string, string>> {
  const values = typeof count === "string" ? count : `${count}+0x200`;
  return { [limit]: "1000+0x200", [peak1]: values, [peak5]: values };
}

/** A counter that has counted much and counts no more; one that began again at nothing; and one that nobody could read. */
function quietCounters(alert: string, counter: string, beside: Readonly<Record<string, string>> = {}): readonly AlertCase[] {
  return [
    {
      alert,
      name: `${counter} is far above zero and stands still`,
      series: { ...beside, [counter]: "5000+0x200" },
      atMinutes: 30,
      fires: [],
    },
    {
      alert,
      name: `${counter} rose an hour ago and stands still since`,
      series: { ...beside, [counter]: "0+50x20 1000+0x180" },
      atMinutes: 70,
      fires: [],
    },
    { alert, name: `${counter} was reset to nothing`, series: { ...beside, [counter]: "5000+0x40 0+0x160" }, atMinutes: 23, fires: [] },
    { alert, name: `${counter} could not be read`, series: beside, atMinutes: 30, fires: [] },
  ];
}

const useOf = (percent: string) => `node-a: the conntrack table is filled to ${percent}${most}`;
const podUseOf = (percent: string) => `node-a: the conntrack table of shop/mesh (netns 4026532001) is filled to ${percent}${most}`;
const podLabels = { netns: "4026532001", name: "shop/mesh" };
const podEntries = of("ullage_namespace_entries", podLabels);

function level(check: string): string {
  return of("ullage_check_level", { check });
}

function exceeded(allowance: string): string {
  return of("ullage_interface_allowance_exceeded_total", { interface: "eth0", allowance });
}
const available = of("ullage_interface_allowance_available", { interface: "eth0" });
const learnt = of("ullage_interface_allowance_learnt_maximum", { interface: "eth0" });

export const alertCases: readonly AlertCase[] = [
  // ConntrackTableUse
  {
    alert: "ConntrackTableUse",
    name: "at 72 % for ten minutes: a notice",
    series: filledTo(720),
    atMinutes: 11,
    fires: [{ severity: "notice", summary: useOf("72%") }],
  },
  {
    alert: "ConntrackTableUse",
    name: "at 88 %: a notice and a warning",
    series: filledTo(880),
    atMinutes: 11,
    fires: [
      { severity: "notice", summary: useOf("88%") },
      { severity: "warning", summary: useOf("88%") },
    ],
  },
  {
    alert: "ConntrackTableUse",
    name: "at 96 % for two minutes: critical, before the milder ones",
    series: filledTo(960),
    atMinutes: 2,
    fires: [{ severity: "critical", summary: useOf("96%") }],
  },
  { alert: "ConntrackTableUse", name: "at 69 %", series: filledTo(690), atMinutes: 60, fires: [] },
  {
    alert: "ConntrackTableUse",
    name: "at 90 % for a minute only",
    series: filledTo("100+0x20 900+0x2 100+0x40"),
    atMinutes: 13,
    fires: [],
  },
  {
    alert: "ConntrackTableUse",
    name: "a warning goes on at 81 %, where none would begin",
    series: filledTo("880+0x20 810+0x100"),
    atMinutes: 40,
    fires: [
      { severity: "notice", summary: useOf("81%") },
      { severity: "warning", summary: useOf("81%") },
    ],
  },
  {
    alert: "ConntrackTableUse",
    name: "at 81 % that never was more: no warning",
    series: filledTo(810),
    atMinutes: 40,
    fires: [{ severity: "notice", summary: useOf("81%") }],
  },
  { alert: "ConntrackTableUse", name: "it ends at 64 %", series: filledTo("960+0x40 640+0x100"), atMinutes: 25, fires: [] },
  {
    alert: "ConntrackTableUse",
    name: "the kernel's collector takes the count below the line every two minutes",
    series: filledTo("860+0x2 840+0x1 ".repeat(20).trim()),
    atMinutes: 30,
    fires: [
      { severity: "notice", summary: useOf("86%") },
      { severity: "warning", summary: useOf("86%") },
    ],
  },
  {
    alert: "ConntrackTableUse",
    name: "a table without a limit",
    series: { ...filledTo(960), [limit]: "+Inf+0x200" },
    atMinutes: 30,
    fires: [],
  },
  { alert: "ConntrackTableUse", name: "nothing could be read", series: {}, atMinutes: 30, fires: [] },

  // ConntrackTimeToFull
  {
    alert: "ConntrackTimeToFull",
    name: "ten minutes are left: a warning",
    series: { [of("ullage_table_time_to_full_seconds")]: "600+0x200", [ratio]: "0.5+0x200" },
    atMinutes: 3,
    fires: [{ severity: "warning", summary: `node-a: the conntrack table is full in 10m 0s if it goes on like this${most}` }],
  },
  {
    alert: "ConntrackTimeToFull",
    name: "a minute and a half is left: critical as well",
    series: { [of("ullage_table_time_to_full_seconds")]: "90+0x200", [ratio]: "0.5+0x200" },
    atMinutes: 3,
    fires: [
      { severity: "warning", summary: `node-a: the conntrack table is full in 1m 30s if it goes on like this${most}` },
      { severity: "critical", summary: `node-a: the conntrack table is full in 1m 30s if it goes on like this${most}` },
    ],
  },
  {
    alert: "ConntrackTimeToFull",
    name: "growth pauses for two minutes",
    series: { [of("ullage_table_time_to_full_seconds")]: "600+0x10 +Inf+0x100", [ratio]: "0.5+0x200" },
    atMinutes: 7,
    fires: [{ severity: "warning", summary: `node-a: the conntrack table is full in 10m 0s if it goes on like this${most}` }],
  },
  {
    alert: "ConntrackTimeToFull",
    name: "growth has ended for ten minutes",
    series: { [of("ullage_table_time_to_full_seconds")]: "600+0x10 +Inf+0x100", [ratio]: "0.5+0x200" },
    atMinutes: 16,
    fires: [],
  },
  {
    alert: "ConntrackTimeToFull",
    name: "ten minutes are left of a table that is nearly empty",
    series: { [of("ullage_table_time_to_full_seconds")]: "600+0x200", [ratio]: "0.01+0x200" },
    atMinutes: 30,
    fires: [],
  },
  {
    alert: "ConntrackTimeToFull",
    name: "the table does not fill",
    series: { [of("ullage_table_time_to_full_seconds")]: "+Inf+0x200", [ratio]: "0.5+0x200" },
    atMinutes: 30,
    fires: [],
  },
  { alert: "ConntrackTimeToFull", name: "nobody can tell", series: { [ratio]: "0.9+0x200" }, atMinutes: 30, fires: [] },

  // ConntrackTableFull
  {
    alert: "ConntrackTableFull",
    name: "drops while the table is full",
    series: { ...filledTo(1000), [drops]: "5000+10x200" },
    atMinutes: 10,
    fires: [{ severity: "critical", summary: `node-a: the conntrack table is full, 100 packets were refused in five minutes${most}` }],
  },
  {
    alert: "ConntrackTableFull",
    name: "what was counted since a reset is of today",
    series: { ...filledTo(1000), [drops]: "5000+0x18 0+0x1 7+0x40" },
    atMinutes: 12,
    fires: [{ severity: "critical", summary: `node-a: the conntrack table is full, 7 packets were refused in five minutes${most}` }],
  },
  {
    alert: "ConntrackTableFull",
    name: "drops in a table with room",
    series: { ...filledTo(10), [drops]: "0+10x200" },
    atMinutes: 30,
    fires: [],
  },
  ...quietCounters("ConntrackTableFull", drops, filledTo(1000)),

  // ConntrackTableFullLogged
  {
    alert: "ConntrackTableFullLogged",
    name: "one line two minutes ago",
    series: { [of("ullage_table_full_log_records_total")]: "0+0x40 1+0x100" },
    atMinutes: 22.5,
    fires: [{ severity: "critical", summary: `node-a: the kernel wrote that a conntrack table is full${most}` }],
  },
  ...quietCounters("ConntrackTableFullLogged", of("ullage_table_full_log_records_total")),

  // ConntrackTableEvicting
  {
    alert: "ConntrackTableEvicting",
    name: "evictions and no drop in a full table",
    series: { ...filledTo(1000), [earlyDrops]: "0+1000x200", [drops]: "0+0x200" },
    atMinutes: 10,
    fires: [
      { severity: "warning", summary: `node-a: 10k conntrack entries were evicted in five minutes to make room${most}` },
      { severity: "critical", summary: `node-a: the conntrack table is full and evicted 10k entries in five minutes${most}` },
    ],
  },
  {
    alert: "ConntrackTableEvicting",
    name: "evictions where nobody can tell the use",
    series: { [earlyDrops]: "0+1000x200" },
    atMinutes: 10,
    fires: [{ severity: "warning", summary: `node-a: 10k conntrack entries were evicted in five minutes to make room${most}` }],
  },
  ...quietCounters("ConntrackTableEvicting", earlyDrops, filledTo(1000)),

  // ConntrackSourceNatExhausted
  {
    alert: "ConntrackSourceNatExhausted",
    name: "many failures in a table that is nearly empty",
    series: { ...filledTo(10), [insertFailures]: "0+600x200", [found]: "0+90000x200" },
    atMinutes: 10,
    fires: [
      { severity: "warning", summary: `node-a: 6k connections failed in five minutes for want of a source NAT port${most}` },
      {
        severity: "critical",
        summary: `node-a: 20 connections a second fail in a conntrack table that has room: source NAT has no free port${most}`,
      },
    ],
  },
  {
    alert: "ConntrackSourceNatExhausted",
    name: "some failures, and the table shows that few ports are left",
    series: { ...filledTo(10), [insertFailures]: "0+3x200", [level("source-nat-ports")]: "2+0x200" },
    atMinutes: 10,
    fires: [{ severity: "warning", summary: `node-a: 30 connections failed in five minutes for want of a source NAT port${most}` }],
  },
  {
    alert: "ConntrackSourceNatExhausted",
    name: "many failures where nobody can tell the use",
    series: { [insertFailures]: "0+600x200" },
    atMinutes: 10,
    fires: [
      {
        severity: "critical",
        summary: `node-a: 20 connections a second fail in a conntrack table that has room: source NAT has no free port${most}`,
      },
    ],
  },
  {
    alert: "ConntrackSourceNatExhausted",
    name: "failures in a full table are the full table's",
    series: { ...filledTo(1000), [insertFailures]: "0+600x200", [found]: "0+90000x200" },
    atMinutes: 30,
    fires: [],
  },
  {
    alert: "ConntrackSourceNatExhausted",
    name: "a resolver's packets race now and then, and ports are free",
    series: { ...filledTo(10), [insertFailures]: "0+1x200", [found]: "0+5x200", [level("source-nat-ports")]: "0+0x200" },
    atMinutes: 30,
    fires: [],
  },
  ...quietCounters("ConntrackSourceNatExhausted", insertFailures, { ...filledTo(10), [found]: "0+90000x200" }),

  // ConntrackPodTableUse
  {
    alert: "ConntrackPodTableUse",
    name: "a pod's table at 96 % in a node that is nearly empty",
    series: { ...filledTo(10), [podEntries]: "960+0x200" },
    atMinutes: 11,
    fires: [
      { severity: "notice", labels: podLabels, summary: podUseOf("96%") },
      { severity: "warning", labels: podLabels, summary: podUseOf("96%") },
      { severity: "critical", labels: podLabels, summary: podUseOf("96%") },
    ],
  },
  {
    alert: "ConntrackPodTableUse",
    name: "critical goes on at 91 %",
    series: { [limit]: "1000+0x200", [podEntries]: "960+0x10 910+0x60" },
    atMinutes: 8,
    fires: [
      { severity: "warning", labels: podLabels, summary: podUseOf("91%") },
      { severity: "critical", labels: podLabels, summary: podUseOf("91%") },
    ],
  },
  {
    alert: "ConntrackPodTableUse",
    name: "a pod's table at 60 %",
    series: { [limit]: "1000+0x200", [podEntries]: "600+0x200" },
    atMinutes: 30,
    fires: [],
  },
  { alert: "ConntrackPodTableUse", name: "the limit cannot be read", series: { [podEntries]: "960+0x200" }, atMinutes: 30, fires: [] },

  // ConntrackBpfMapFull, ConntrackStaleEndpoints, KubeProxyStalled
  {
    alert: "ConntrackBpfMapFull",
    name: "the check says issue",
    series: { [level("bpf-maps")]: "3+0x200" },
    atMinutes: 6,
    fires: [
      { severity: "warning", labels: { check: "bpf-maps" }, summary: `node-a: a BPF connection-tracking map is nearly full${most}` },
      { severity: "critical", labels: { check: "bpf-maps" }, summary: `node-a: a BPF connection-tracking map is full${most}` },
    ],
  },
  { alert: "ConntrackBpfMapFull", name: "the check says ok", series: { [level("bpf-maps")]: "0+0x200" }, atMinutes: 30, fires: [] },
  { alert: "ConntrackBpfMapFull", name: "the check could not be evaluated", series: {}, atMinutes: 30, fires: [] },
  {
    alert: "ConntrackStaleEndpoints",
    name: "the check warns for six minutes",
    series: { [level("stale-endpoints")]: "2+0x200" },
    atMinutes: 6,
    fires: [
      {
        severity: "warning",
        labels: { check: "stale-endpoints" },
        summary: `node-a: a large part of the conntrack table leads to endpoints that are gone${most}`,
      },
    ],
  },
  {
    alert: "ConntrackStaleEndpoints",
    name: "the check notices for twenty minutes",
    series: { [level("stale-endpoints")]: "1+0x200" },
    atMinutes: 20,
    fires: [
      {
        severity: "notice",
        labels: { check: "stale-endpoints" },
        summary: `node-a: conntrack entries lead to an endpoint that is gone${most}`,
      },
    ],
  },
  {
    alert: "ConntrackStaleEndpoints",
    name: "a rollout left some for ten minutes",
    series: { [level("stale-endpoints")]: "0+0x4 1+0x20 0+0x40" },
    atMinutes: 14,
    fires: [],
  },
  { alert: "ConntrackStaleEndpoints", name: "the check could not be evaluated", series: {}, atMinutes: 30, fires: [] },
  {
    alert: "KubeProxyStalled",
    name: "a change waits, and nothing was synchronised for the whole ten minutes",
    series: {
      [level("kube-proxy-sync")]: "2+0x200",
      [of("ullage_kube_proxy_last_sync_timestamp_seconds", { family: "IPv4" })]: "0+0x200",
      [of("ullage_kube_proxy_last_sync_timestamp_seconds", { family: "IPv6" })]: "580+0x200",
    },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { check: "kube-proxy-sync" },
        summary: `node-a: kube-proxy has a change waiting, its last sync was 10m 0s ago${most}`,
      },
    ],
  },
  {
    alert: "KubeProxyStalled",
    name: "it flickers",
    series: { [level("kube-proxy-sync")]: "2+0x10 0+0x4 2+0x4" },
    atMinutes: 7,
    fires: [{ severity: "warning", labels: { check: "kube-proxy-sync" }, summary: `node-a: kube-proxy has a change waiting${most}` }],
  },
  {
    alert: "KubeProxyStalled",
    name: "an old sync, and nothing to do",
    series: { [level("kube-proxy-sync")]: "0+0x200", [of("ullage_kube_proxy_last_sync_timestamp_seconds")]: "0+0x200" },
    atMinutes: 60,
    fires: [],
  },
  { alert: "KubeProxyStalled", name: "the check could not be evaluated", series: {}, atMinutes: 30, fires: [] },

  // ConntrackHashOverloaded
  {
    alert: "ConntrackHashOverloaded",
    name: "eight entries a bucket",
    series: { [of("ullage_table_entries")]: "8000+0x200", [of("ullage_table_buckets")]: "1000+0x200" },
    atMinutes: 16,
    fires: [{ severity: "warning", summary: `node-a: the conntrack hash table holds 8 entries a bucket${most}` }],
  },
  {
    alert: "ConntrackHashOverloaded",
    name: "four, as kube-proxy sets it for a full table",
    series: { [of("ullage_table_entries")]: "4000+0x200", [of("ullage_table_buckets")]: "1000+0x200" },
    atMinutes: 60,
    fires: [],
  },
  {
    alert: "ConntrackHashOverloaded",
    name: "the buckets cannot be read",
    series: { [of("ullage_table_entries")]: "8000+0x200" },
    atMinutes: 60,
    fires: [],
  },

  // The allowances of the instance
  {
    alert: "ConntrackExhausted",
    name: "the card refuses packets",
    series: { [exceeded("conntrack")]: "5000+2x200", [exceeded("pps")]: "0+0x200" },
    atMinutes: 10,
    fires: [
      {
        severity: "critical",
        labels: { interface: "eth0", allowance: "conntrack" },
        summary: `node-a: the instance's connection allowance refused 20 packets in five minutes on eth0${most}`,
      },
    ],
  },
  ...quietCounters("ConntrackExhausted", exceeded("conntrack"), { [exceeded("pps")]: "0+50x200" }),
  {
    alert: "ConntrackLow",
    name: "900 are left",
    series: { [available]: "900+0x200", [learnt]: "1200+0x200" },
    atMinutes: 11,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0" },
        summary: `node-a: the instance's connection allowance has 900 left on eth0${most}`,
      },
    ],
  },
  {
    alert: "ConntrackLow",
    name: "a twentieth of the learnt maximum is left",
    series: { [available]: "20000+0x200", [learnt]: "400000+0x200" },
    atMinutes: 11,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0" },
        summary: `node-a: the instance's connection allowance has 20k left on eth0${most}`,
      },
    ],
  },
  {
    alert: "ConntrackLow",
    name: "it goes on at an eighth, where it would not begin",
    series: { [available]: "20000+0x40 50000+0x160", [learnt]: "400000+0x200" },
    atMinutes: 40,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0" },
        summary: `node-a: the instance's connection allowance has 50k left on eth0${most}`,
      },
    ],
  },
  {
    alert: "ConntrackLow",
    name: "an eighth is left and never was less",
    series: { [available]: "50000+0x200", [learnt]: "400000+0x200" },
    atMinutes: 60,
    fires: [],
  },
  {
    alert: "ConntrackLow",
    name: "the driver does not tell what is left",
    series: { [exceeded("conntrack")]: "0+0x200" },
    atMinutes: 60,
    fires: [],
  },
  { alert: "ConntrackLow", name: "nothing could be read", series: {}, atMinutes: 60, fires: [] },
  {
    alert: "DNSThrottlingWarning",
    name: "one query was dropped",
    series: { [exceeded("linklocal")]: "0+0x39 1+0x100" },
    atMinutes: 23,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0", allowance: "linklocal" },
        summary: `node-a: 1 packets to the provider's DNS and metadata were dropped in five minutes on eth0${most}`,
      },
    ],
  },
  ...quietCounters("DNSThrottlingWarning", exceeded("linklocal")),
  {
    alert: "DNSThrottlingCritical",
    name: "two hundred queries in five minutes",
    series: { [exceeded("linklocal")]: "0+20x200" },
    atMinutes: 10,
    fires: [
      {
        severity: "critical",
        labels: { interface: "eth0", allowance: "linklocal" },
        summary: `node-a: 200 packets to the provider's DNS and metadata were dropped in five minutes on eth0${most}`,
      },
    ],
  },
  {
    alert: "DNSThrottlingCritical",
    name: "fifty in five minutes",
    series: { [exceeded("linklocal")]: "0+5x200" },
    atMinutes: 30,
    fires: [],
  },
  ...quietCounters("DNSThrottlingCritical", exceeded("linklocal")),
  {
    alert: "BandwidthSaturation",
    name: "outbound and not inbound",
    series: { [exceeded("bw_out")]: "0+30x200", [exceeded("bw_in")]: "70+0x200" },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0", allowance: "bw_out" },
        summary: `node-a: 300 packets went beyond the instance's bandwidth in five minutes (bw_out on eth0)${most}`,
      },
    ],
  },
  ...quietCounters("BandwidthSaturation", exceeded("bw_in"), { [exceeded("bw_out")]: "400+0x200" }),
  {
    alert: "PPSExceeded",
    name: "the packet rate is exceeded",
    series: { [exceeded("pps")]: "0+30x200" },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0", allowance: "pps" },
        summary: `node-a: 300 packets went beyond the instance's packet rate in five minutes on eth0${most}`,
      },
    ],
  },
  ...quietCounters("PPSExceeded", exceeded("pps")),

  // The agent
  {
    alert: "UllageAbsent",
    name: "no agent was ever heard of",
    series: {},
    isWithoutAgent: true,
    atMinutes: 11,
    fires: [{ severity: "critical", summary: "no agent of Ullage is heard of: every alert about connection tracking is blind" }],
  },
  { alert: "UllageAbsent", name: "one agent is there", series: {}, atMinutes: 60, fires: [] },
  {
    alert: "DNSMonitorDown",
    name: "the agent answers no more",
    series: { ...answeredUntil(20), [`up{${targetLabels}}`]: "1+0x20 0+0x180" },
    isWithoutAgent: true,
    atMinutes: 20,
    fires: [{ severity: "critical", summary: "node-a: the agent cannot be scraped: monitoring of its conntrack tables is blind" }],
  },
  {
    alert: "DNSMonitorDown",
    name: "and still does not an hour and a quarter later",
    series: { ...answeredUntil(20), [`up{${targetLabels}}`]: "1+0x20 0+0x180" },
    isWithoutAgent: true,
    atMinutes: 90,
    fires: [{ severity: "critical", summary: "node-a: the agent cannot be scraped: monitoring of its conntrack tables is blind" }],
  },
  {
    alert: "DNSMonitorDown",
    name: "another node has taken its address since",
    series: {
      [of("ullage_build_info", { version: "1.2.3", node: "node-z" })]: "1+0x5 stale",
      [of("ullage_build_info", { version: "1.2.3", node: "node-a" })]: "_x10 1+0x20 stale",
      [`up{${targetLabels}}`]: "1+0x30 0+0x100",
    },
    isWithoutAgent: true,
    atMinutes: 25,
    fires: [{ severity: "critical", summary: "node-a: the agent cannot be scraped: monitoring of its conntrack tables is blind" }],
  },
  {
    alert: "DNSMonitorDown",
    name: "the node was taken away",
    series: { ...answeredUntil(20), [`up{${targetLabels}}`]: "1+0x20 stale" },
    isWithoutAgent: true,
    atMinutes: 30,
    fires: [],
  },
  {
    alert: "DNSMonitorDown",
    name: "a target of another program is down",
    series: { [`up{${targetLabels}}`]: "1+0x200", [`up{job="agents", instance="10.0.0.9:8080"}`]: "0+0x200" },
    atMinutes: 60,
    fires: [],
  },
  { alert: "DNSMonitorDown", name: "it answers", series: { [`up{${targetLabels}}`]: "1+0x200" }, atMinutes: 60, fires: [] },
  {
    alert: "UllageWorkStale",
    name: "the walk does not succeed",
    series: {
      [of("ullage_work_stale", { work: "walk" })]: "1+0x200",
      [of("ullage_work_stale", { work: "count" })]: "0+0x200",
      [of("ullage_work_last_success_age_seconds", { work: "walk" })]: "0+30x200",
    },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { work: "walk" },
        summary: `node-a: the agent's work "walk" does not succeed, it last did 10m 0s ago`,
      },
    ],
  },
  {
    alert: "UllageWorkStale",
    name: "a work never succeeded",
    series: { [of("ullage_work_stale", { work: "names" })]: "1+0x200" },
    atMinutes: 10,
    fires: [{ severity: "warning", labels: { work: "names" }, summary: `node-a: the agent's work "names" does not succeed` }],
  },
  {
    alert: "UllageWorkStale",
    name: "everything is fresh",
    series: { [of("ullage_work_stale", { work: "walk" })]: "0+0x200" },
    atMinutes: 60,
    fires: [],
  },
  { alert: "UllageWorkStale", name: "nothing is told", series: {}, atMinutes: 60, fires: [] },
  {
    alert: "UllageDeliveryStuck",
    name: "events wait and every attempt fails",
    series: { ...delivery("waiting", "4+0x200"), ...delivery("failures_total", "0+1x200"), ...delivery("sent_total", "90+0x200") },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { to: "kubernetes-events" },
        summary: "node-a: what the agent sends to kubernetes-events does not arrive",
      },
    ],
  },
  {
    alert: "UllageDeliveryStuck",
    name: "some were given up",
    series: { ...delivery("waiting", "0+0x200"), ...delivery("dropped_total", "0+1x200"), ...delivery("sent_total", "0+1x200") },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { to: "kubernetes-events" },
        summary: "node-a: what the agent sends to kubernetes-events does not arrive",
      },
    ],
  },
  {
    alert: "UllageDeliveryStuck",
    name: "some attempts fail and others arrive",
    series: { ...delivery("waiting", "1+0x200"), ...delivery("failures_total", "0+1x200"), ...delivery("sent_total", "0+1x200") },
    atMinutes: 60,
    fires: [],
  },
  ...quietCounters("UllageDeliveryStuck", of("ullage_delivery_failures_total", { to: "otlp" }), {
    [of("ullage_delivery_waiting", { to: "otlp" })]: "1+0x200",
  }),
  ...quietCounters("UllageDeliveryStuck", of("ullage_delivery_dropped_total", { to: "otlp" })),
];

/** A series of the agent that every case is about. */
function of(name: string, labels: Readonly<Record<string, string>> = {}): string {
  return `${name}{${labelsText({ ...target, ...labels })}}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(", ");
}

function answeredUntil(step: number): Readonly<Record<string, string>> {
  return { [of("ullage_build_info", { version: "1.2.3", node: "node-a" })]: `1+0x${step} stale` };
}

function delivery(name: string, values: string): Readonly<Record<string, string>> {
  return { [of(`ullage_delivery_${name}`, { to: "kubernetes-events" })]: values };
}
