import { timeToFull } from "../../checks/time-to-full.ts";
import { thresholdOf } from "../rules/promql.ts";
import type { Dashboard, Query } from "./dashboard.ts";
import { checkLevelNames, severityNames, useThresholds } from "./panel-words.ts";

/** Its series are found by the target, which the node's name leads to. */
const own = `instance=~"$instance"`;

export const node: Dashboard = {
  id: "ullage-node",
  title: "Ullage: one node",
  description: "How full the tables of one node are, when they will be, who fills them, and what is lost.",
  variables: [
    { name: "node", label: "Node", from: "ullage_build_info", labelName: "node" },
    { name: "instance", label: "Target", from: `ullage_build_info{node="$node"}`, labelName: "instance", isHidden: true },
  ],
  sections: [
    {
      title: "How it is",
      panels: [
        {
          title: "Use",
          description: "Entries by limit, the highest of the last minute.",
          kind: "number",
          unit: "percentunit",
          width: 4,
          thresholds: useThresholds,
          range: { from: 0, to: 1 },
          queries: [
            {
              expression: `ullage_table_entries_peak{${own}, window="1m"} / ignoring (window) ullage_table_entries_limit{${own}}`,
              legend: "use",
            },
          ],
        },
        {
          title: "Time to full",
          description: "If growth goes on as it does. Empty while nobody can tell, and while the table does not fill.",
          kind: "number",
          unit: "s",
          width: 4,
          queries: [{ expression: `ullage_table_time_to_full_seconds{${own}} < Inf`, legend: "time" }],
        },
        {
          title: "Severity",
          description: "Of the verdict. Empty where it is not known, which is not ok.",
          kind: "number",
          unit: "none",
          width: 4,
          names: severityNames,
          queries: [{ expression: `ullage_verdict_severity{${own}}`, legend: "severity" }],
        },
        {
          title: "Verdict",
          description: "Which limit is hit, the first cause, and the workload that it points at.",
          kind: "table",
          unit: "none",
          width: 12,
          columns: { limit: "Limit", cause: "Cause", culprit: "Most of it", severity: "Severity" },
          queries: [{ expression: `ullage_verdict_info{${own}}`, legend: "verdict" }],
        },
      ],
    },
    {
      title: "The table",
      panels: [
        {
          title: "Entries",
          description:
            "The count, its highest within a minute, where it goes if connections go on to begin as they do, and the limit. The count includes what has expired and is not collected yet, and so does the kernel.",
          kind: "lines",
          unit: "short",
          width: 12,
          queries: [
            { expression: `ullage_table_entries{${own}}`, legend: "count" },
            { expression: `ullage_table_entries_peak{${own}, window="1m"}`, legend: "highest within a minute" },
            { expression: `ullage_table_steady_state_entries{${own}}`, legend: "steady state" },
            { expression: `ullage_table_entries_limit{${own}} < Inf`, legend: "limit" },
          ],
        },
        {
          title: "Time to full",
          description: `Below ${thresholdOf(timeToFull, "warningSeconds")} s an alert fires. Gaps: nobody can tell, or the table does not fill.`,
          kind: "lines",
          unit: "s",
          width: 12,
          queries: [{ expression: `ullage_table_time_to_full_seconds{${own}} < 86400`, legend: "time to full" }],
        },
        {
          title: "Entries by timeout",
          description:
            "The last walk of the table, by the timeout that entries count down from: TIME_WAIT is churn, ESTABLISHED may be a leak.",
          kind: "areas",
          unit: "short",
          width: 12,
          queries: [{ expression: `ullage_table_entries_by_timeout{${own}}`, legend: "{{class}}" }],
        },
        {
          title: "Connections that begin",
          description: "A second, by the countdown of their timeouts: a floor where entries leave no trace.",
          kind: "lines",
          unit: "cps",
          width: 12,
          queries: [{ expression: `ullage_table_births_per_second{${own}}`, legend: "births" }],
        },
      ],
    },
    {
      title: "Who",
      panels: [
        {
          title: "Entries by workload",
          description: "Of clients; `other` are all other names, `unnamed` have none.",
          kind: "areas",
          unit: "short",
          width: 12,
          queries: [{ expression: `ullage_workload_entries{${own}}`, legend: "{{workload}}" }],
        },
        {
          title: "Connections opened by workload",
          description: "A second, of the workloads with the most entries.",
          kind: "areas",
          unit: "cps",
          width: 12,
          queries: [{ expression: `ullage_workload_births_per_second{${own}}`, legend: "{{workload}}" }],
        },
        {
          title: "Tables of pods",
          description:
            "Entries of the fullest other network namespaces. Each has the whole limit to itself, and they must not be added up.",
          kind: "lines",
          unit: "short",
          width: 24,
          queries: [{ expression: `ullage_namespace_entries{${own}}`, legend: "{{name}} ({{netns}})" }],
        },
      ],
    },
    {
      title: "What is lost",
      panels: [
        {
          title: "The kernel's counters",
          description:
            "A second. Drops: refused. Evictions: thrown out to make room, in silence. Failed insertions with ports found taken: source NAT has no port.",
          kind: "lines",
          unit: "cps",
          width: 12,
          queries: [
            counter("ullage_table_drops_total", "drops"),
            counter("ullage_table_early_drops_total", "evictions"),
            counter("ullage_table_insert_failures_total", "failed insertions"),
            counter("ullage_table_found_total", "ports found taken"),
            counter("ullage_table_clash_resolutions_total", "clashes resolved"),
          ],
        },
        {
          title: "Beyond the instance's allowances",
          description: "Packets a second, by interface and allowance. Absent where the driver does not count them.",
          kind: "lines",
          unit: "pps",
          width: 12,
          queries: [counter("ullage_interface_allowance_exceeded_total", "{{interface}} {{allowance}}")],
        },
        {
          title: "Left of the instance's connection allowance",
          description: "As each interface tells it: it is the instance's, and must not be added up. The maximum is learnt, and a floor.",
          kind: "lines",
          unit: "short",
          width: 12,
          queries: [
            { expression: `ullage_interface_allowance_available{${own}}`, legend: "{{interface}} left" },
            { expression: `ullage_interface_allowance_learnt_maximum{${own}}`, legend: "{{interface}} learnt maximum" },
          ],
        },
        {
          title: "Table-full records",
          description: "Lines of the kernel's log in five minutes. It writes few of them: a floor, and no count of what was lost.",
          kind: "lines",
          unit: "short",
          width: 12,
          queries: [{ expression: `increase(ullage_table_full_log_records_total{${own}}[5m])`, legend: "records" }],
        },
      ],
    },
    {
      title: "Checks",
      panels: [
        {
          title: "What each check says",
          description: "At its worst. A gap means that it could not be evaluated, which is not ok.",
          kind: "states",
          unit: "none",
          width: 24,
          names: checkLevelNames,
          queries: [{ expression: `ullage_check_level{${own}}`, legend: "{{check}}" }],
        },
      ],
    },
    {
      title: "The agent",
      panels: [
        {
          title: "Age of readings",
          description: "Since each work last succeeded.",
          kind: "lines",
          unit: "s",
          width: 8,
          queries: [{ expression: `ullage_work_last_success_age_seconds{${own}}`, legend: "{{work}}" }],
        },
        {
          title: "Waiting to be sent",
          description: "Kept until it can be sent; what was given up counts as dropped.",
          kind: "lines",
          unit: "short",
          width: 8,
          queries: [
            { expression: `ullage_delivery_waiting{${own}}`, legend: "{{to}}" },
            { expression: `increase(ullage_delivery_dropped_total{${own}}[5m])`, legend: "{{to}} dropped in five minutes" },
          ],
        },
        {
          title: "What cannot be read",
          description: "Parts that this node does not have, that may not be read, or whose reading failed.",
          kind: "table",
          unit: "none",
          width: 8,
          columns: { part: "Part", status: "Why" },
          queries: [{ expression: `ullage_part_status{${own}, status!="present"}`, legend: "part" }],
        },
        {
          title: "Processor",
          description: "Cores.",
          kind: "lines",
          unit: "cores",
          width: 12,
          queries: [counter("ullage_agent_cpu_seconds_total", "agent")],
        },
        {
          title: "Memory",
          description: "Resident, and of it JavaScript's heap.",
          kind: "lines",
          unit: "bytes",
          width: 12,
          queries: [
            { expression: `ullage_agent_resident_memory_bytes{${own}}`, legend: "resident" },
            { expression: `ullage_agent_heap_bytes{${own}}`, legend: "heap" },
          ],
        },
      ],
    },
  ],
};

function counter(name: string, legend: string): Query {
  return { expression: `rate(${name}{${own}}[$__rate_interval])`, legend };
}
