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

/** What every agent says. `other` and `unnamed` have the most, and are nobody. */
export const agentSeries: Readonly<Record<string, string>> = {
  [seriesOf("ullage_build_info", { version: "1.2.3", node: "node-a" })]: "1+0x200",
  [seriesOf("ullage_workload_entries", { workload: "Deployment shop/checkout" })]: "180000+0x200",
  [seriesOf("ullage_workload_entries", { workload: "Deployment shop/cart" })]: "20000+0x200",
  [seriesOf("ullage_workload_entries", { workload: "other" })]: "900000+0x200",
  [seriesOf("ullage_workload_entries", { workload: "unnamed" })]: "800000+0x200",
  [seriesOf("ullage_verdict_info", {
    limit: "kernel-table-full",
    cause: "connection-leak",
    severity: "critical",
    culprit: "Deployment shop/checkout",
  })]: "1+0x200",
};

export const verdictText = "The agent's verdict: limit kernel-table-full, cause connection-leak, culprit Deployment shop/checkout. ";
/** How a summary ends that names who has the most. */
export const most = "; most entries: Deployment shop/checkout (180k)";

/** A counter that has counted much and counts no more; one that began again at nothing; and one that nobody could read. */
export function quietCounters(alert: string, counter: string, beside: Readonly<Record<string, string>> = {}): readonly AlertCase[] {
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

/** A series of the agent that every case is about. */
export function seriesOf(name: string, labels: Readonly<Record<string, string>> = {}): string {
  return `${name}{${labelsText({ ...target, ...labels })}}`;
}

export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(", ");
}
