import { type AlertCase, most, quietCounters, seriesOf } from "./alert-case.ts";

const limit = seriesOf("ullage_table_entries_limit");
const peak1 = seriesOf("ullage_table_entries_peak", { window: "1m" });
const peak5 = seriesOf("ullage_table_entries_peak", { window: "5m" });
const ratio = seriesOf("ullage_table_use_ratio");
const drops = seriesOf("ullage_table_drops_total");
const earlyDrops = seriesOf("ullage_table_early_drops_total");
const insertFailures = seriesOf("ullage_table_insert_failures_total");
const found = seriesOf("ullage_table_found_total");
const useOf = (percent: string) => `node-a: the conntrack table is filled to ${percent}${most}`;
const podUseOf = (percent: string) => `node-a: the conntrack table of shop/mesh (netns 4026532001) is filled to ${percent}${most}`;
const podLabels = { netns: "4026532001", name: "shop/mesh" };
const podEntries = seriesOf("ullage_namespace_entries", podLabels);

export const tableAlertCases: readonly AlertCase[] = [
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
    series: { [seriesOf("ullage_table_time_to_full_seconds")]: "600+0x200", [ratio]: "0.5+0x200" },
    atMinutes: 3,
    fires: [{ severity: "warning", summary: `node-a: the conntrack table is full in 10m 0s if it goes on like this${most}` }],
  },
  {
    alert: "ConntrackTimeToFull",
    name: "a minute and a half is left: critical as well",
    series: { [seriesOf("ullage_table_time_to_full_seconds")]: "90+0x200", [ratio]: "0.5+0x200" },
    atMinutes: 3,
    fires: [
      { severity: "warning", summary: `node-a: the conntrack table is full in 1m 30s if it goes on like this${most}` },
      { severity: "critical", summary: `node-a: the conntrack table is full in 1m 30s if it goes on like this${most}` },
    ],
  },
  {
    alert: "ConntrackTimeToFull",
    name: "growth pauses for two minutes",
    series: { [seriesOf("ullage_table_time_to_full_seconds")]: "600+0x10 +Inf+0x100", [ratio]: "0.5+0x200" },
    atMinutes: 7,
    fires: [{ severity: "warning", summary: `node-a: the conntrack table is full in 10m 0s if it goes on like this${most}` }],
  },
  {
    alert: "ConntrackTimeToFull",
    name: "growth has ended for ten minutes",
    series: { [seriesOf("ullage_table_time_to_full_seconds")]: "600+0x10 +Inf+0x100", [ratio]: "0.5+0x200" },
    atMinutes: 16,
    fires: [],
  },
  {
    alert: "ConntrackTimeToFull",
    name: "ten minutes are left of a table that is nearly empty",
    series: { [seriesOf("ullage_table_time_to_full_seconds")]: "600+0x200", [ratio]: "0.01+0x200" },
    atMinutes: 30,
    fires: [],
  },
  {
    alert: "ConntrackTimeToFull",
    name: "the table does not fill",
    series: { [seriesOf("ullage_table_time_to_full_seconds")]: "+Inf+0x200", [ratio]: "0.5+0x200" },
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
    series: { [seriesOf("ullage_table_full_log_records_total")]: "0+0x40 1+0x100" },
    atMinutes: 22.5,
    fires: [{ severity: "critical", summary: `node-a: the kernel wrote that a conntrack table is full${most}` }],
  },
  ...quietCounters("ConntrackTableFullLogged", seriesOf("ullage_table_full_log_records_total")),

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
  // ConntrackHashOverloaded
  {
    alert: "ConntrackHashOverloaded",
    name: "eight entries a bucket",
    series: { [seriesOf("ullage_table_entries")]: "8000+0x200", [seriesOf("ullage_table_buckets")]: "1000+0x200" },
    atMinutes: 16,
    fires: [{ severity: "warning", summary: `node-a: the conntrack hash table holds 8 entries a bucket${most}` }],
  },
  {
    alert: "ConntrackHashOverloaded",
    name: "four, as kube-proxy sets it for a full table",
    series: { [seriesOf("ullage_table_entries")]: "4000+0x200", [seriesOf("ullage_table_buckets")]: "1000+0x200" },
    atMinutes: 60,
    fires: [],
  },
  {
    alert: "ConntrackHashOverloaded",
    name: "the buckets cannot be read",
    series: { [seriesOf("ullage_table_entries")]: "8000+0x200" },
    atMinutes: 60,
    fires: [],
  },
];

/** A table of 1000 whose highest count of the last minutes is as given. */
function filledTo(count: number | string): Readonly<Record<string, string>> {
  const values = typeof count === "string" ? count : `${count}+0x200`;
  return { [limit]: "1000+0x200", [peak1]: values, [peak5]: values };
}

function level(check: string): string {
  return seriesOf("ullage_check_level", { check });
}
