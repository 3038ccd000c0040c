import type { Dashboard } from "./dashboard.ts";
import { anyThreshold, byNode, severityNames, useThresholds } from "./panel-words.ts";

export const fleet: Dashboard = {
  id: "ullage-fleet",
  title: "Ullage: all nodes",
  description: "Which nodes run out of room in their connection-tracking tables, and who fills them.",
  variables: [],
  sections: [
    {
      title: "How it is",
      panels: [
        {
          title: "Nodes watched",
          description: "Agents that were scraped lately.",
          kind: "number",
          unit: "short",
          width: 4,
          queries: [{ expression: "count(ullage_build_info)", legend: "nodes" }],
        },
        {
          title: "Critical",
          description: "Nodes whose verdict is critical: connections are being lost.",
          kind: "number",
          unit: "short",
          width: 4,
          thresholds: anyThreshold,
          queries: [{ expression: "count(ullage_verdict_severity == 3) or vector(0)", legend: "nodes" }],
        },
        {
          title: "Warning",
          description: "Nodes whose verdict warns: connections will be lost soon, or are for another reason than a full table.",
          kind: "number",
          unit: "short",
          width: 4,
          thresholds: [{ from: 1, colour: "orange" }],
          queries: [{ expression: "count(ullage_verdict_severity == 2) or vector(0)", legend: "nodes" }],
        },
        {
          title: "Not known",
          description:
            "Nodes whose agent is scraped and has no verdict: it is young, or evidence is missing. No verdict is not a good one.",
          kind: "number",
          unit: "short",
          width: 4,
          thresholds: [{ from: 1, colour: "yellow" }],
          queries: [
            {
              expression: "count(ullage_build_info unless on (job, instance) ullage_verdict_severity) or vector(0)",
              legend: "nodes",
            },
          ],
        },
        {
          title: "Fullest table",
          description: "The highest use of any node's table within the last minute.",
          kind: "number",
          unit: "percentunit",
          width: 4,
          thresholds: useThresholds,
          range: { from: 0, to: 1 },
          queries: [
            {
              expression: `max(ullage_table_entries_peak{window="1m"} / ignoring (window) ullage_table_entries_limit)`,
              legend: "use",
            },
          ],
        },
        {
          title: "Readings that are old",
          description: "Works of agents that have not succeeded for more than three of their intervals.",
          kind: "number",
          unit: "short",
          width: 4,
          thresholds: [{ from: 1, colour: "yellow" }],
          queries: [{ expression: "count(ullage_work_stale == 1) or vector(0)", legend: "works" }],
        },
      ],
    },
    {
      title: "Nodes",
      panels: [
        {
          title: "Verdicts",
          description:
            "Which limit is hit on each node, the first cause, and the workload that it points at. `none` is no proof of health: look-alikes lose connections too.",
          kind: "table",
          unit: "none",
          width: 12,
          columns: { node: "Node", severity: "Severity", limit: "Limit", cause: "Cause", culprit: "Most of it" },
          queries: [{ expression: `${byNode("ullage_verdict_info")} > 0`, legend: "verdict" }],
        },
        {
          title: "Severity over time",
          description: "Of each node's verdict. A gap means that it is not known.",
          kind: "states",
          unit: "none",
          width: 12,
          names: severityNames,
          queries: [{ expression: byNode("ullage_verdict_severity"), legend: "{{node}}" }],
        },
        {
          title: "Fullest tables",
          description:
            "The ten highest. A low use does not mean that connections are safe: source NAT runs out of ports in an empty table.",
          kind: "lines",
          unit: "percentunit",
          width: 12,
          thresholds: useThresholds,
          range: { from: 0, to: 1 },
          queries: [
            {
              expression: `topk(10, ${byNode(`ullage_table_entries_peak{window="1m"} / ignoring (window) ullage_table_entries_limit`)})`,
              legend: "{{node}}",
            },
          ],
        },
        {
          title: "Full within a day",
          description: "If growth goes on as it does. Nodes whose table does not fill, or of which nobody can tell, are not shown.",
          kind: "lines",
          unit: "s",
          width: 12,
          queries: [{ expression: `${byNode("ullage_table_time_to_full_seconds")} < 86400`, legend: "{{node}}" }],
        },
      ],
    },
    {
      title: "What is lost",
      panels: [
        {
          title: "Refused by the table",
          description: "Packets a second that connection tracking dropped: the table is full, or source NAT has no port.",
          kind: "lines",
          unit: "pps",
          width: 8,
          queries: [{ expression: byNode("rate(ullage_table_drops_total[$__rate_interval])"), legend: "{{node}}" }],
        },
        {
          title: "Evicted in silence",
          description: "Entries a second that were thrown out to make room; drops and the kernel's log can stay quiet meanwhile.",
          kind: "lines",
          unit: "cps",
          width: 8,
          queries: [{ expression: byNode("rate(ullage_table_early_drops_total[$__rate_interval])"), legend: "{{node}}" }],
        },
        {
          title: "Refused by the instance",
          description: "Packets a second beyond an allowance of the instance's network card, which no sysctl reaches.",
          kind: "lines",
          unit: "pps",
          width: 8,
          queries: [
            {
              expression: byNode("sum by (job, instance, allowance) (rate(ullage_interface_allowance_exceeded_total[$__rate_interval]))"),
              legend: "{{node}} {{allowance}}",
            },
          ],
        },
      ],
    },
    {
      title: "Who fills the tables",
      panels: [
        {
          title: "Entries by workload",
          description: "The ten workloads with the most entries as clients, over all nodes. Connections that they answer are not in it.",
          kind: "areas",
          unit: "short",
          width: 12,
          queries: [
            { expression: `topk(10, sum by (workload) (ullage_workload_entries{workload!~"other|unnamed"}))`, legend: "{{workload}}" },
          ],
        },
        {
          title: "Connections opened by workload",
          description: "A second, of the ten that open most among those with the most entries.",
          kind: "areas",
          unit: "cps",
          width: 12,
          queries: [
            {
              expression: `topk(10, sum by (workload) (ullage_workload_births_per_second{workload!~"other|unnamed"}))`,
              legend: "{{workload}}",
            },
          ],
        },
      ],
    },
    {
      title: "What the agents cost",
      panels: [
        {
          title: "Processor",
          description: "Cores, each agent.",
          kind: "lines",
          unit: "cores",
          width: 12,
          queries: [{ expression: byNode("rate(ullage_agent_cpu_seconds_total[$__rate_interval])"), legend: "{{node}}" }],
        },
        {
          title: "Memory",
          description: "Resident, each agent.",
          kind: "lines",
          unit: "bytes",
          width: 12,
          queries: [{ expression: byNode("ullage_agent_resident_memory_bytes"), legend: "{{node}}" }],
        },
      ],
    },
  ],
};
