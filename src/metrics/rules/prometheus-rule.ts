import type { Alert, AlertRule } from "./alert.ts";
import { alertGroups } from "./index.ts";
import { withNode } from "./promql.ts";

/** A rule as Prometheus reads it. */
export interface PrometheusRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface PrometheusRuleGroup {
  readonly name: string;
  readonly rules: readonly PrometheusRule[];
}

/**
 * Where the pages of alerts are to be found. Nobody's address (RFC 2606): whoever installs the rules puts the place of their own copy here, as the chart does from
 * its values.
 */
export const runbookBase = "https://ullage.example/docs/alerts";

export function prometheusRuleGroups(): readonly PrometheusRuleGroup[] {
  return alertGroups.map(({ name, alerts }) => ({
    name,
    rules: alerts.flatMap((alert) => alert.rules.map((rule) => prometheusRule(alert, rule))),
  }));
}

export function prometheusRule(alert: Alert, rule: AlertRule): PrometheusRule {
  const { severity, expression, forSeconds, keepFiringForSeconds, says, hasNoNode = false } = rule;
  const isOfTraffic = alert.checks.length > 0;
  const bearsNode = hasNoNode || /group_left \(node\)/.test(expression);
  return {
    alert: alert.name,
    expr: bearsNode ? expression : withNode(expression),
    for: promDuration(forSeconds),
    ...(keepFiringForSeconds === undefined ? {} : { keep_firing_for: promDuration(keepFiringForSeconds) }),
    labels: { severity, component: isOfTraffic ? "conntrack" : "ullage" },
    annotations: {
      summary: `${hasNoNode ? "" : "{{ $labels.node }}: "}${says}${isOfTraffic ? topWorkload : ""}`,
      description: `${alert.means} ${isOfTraffic ? verdict : ""}${alert.doesNotMean} Next: ${nextCommandOf(alert)}`,
      runbook_url: `${runbookBase}/${alert.id}.md`,
    },
  };
}

export function nextCommandOf({ nextCommand, checks }: Alert): string {
  const [check] = checks;
  const command = nextCommand ?? check?.nextCommand;
  if (command === undefined) throw new Error("an alert without a check says itself what to run next");
  return command;
}

/** `90s`, `10m`: in the largest unit that is whole. */
function promDuration(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/*
 * Who fills the table and what the agent says of it are asked for when the text is made. As labels they would be part of what the alert is: with each change of the
 * largest workload one alert would end and another begin.
 */
const topWorkload = asked(
  `topk(1, ullage_workload_entries{job=%q,instance=%q,workload!~\\"other|unnamed\\"})`,
  `; most entries: {{ . | first | label "workload" }} ({{ . | first | value | humanize }})`,
);

const verdict = asked(
  "ullage_verdict_info{job=%q,instance=%q}",
  `The agent's verdict: limit {{ . | first | label "limit" }}, cause {{ . | first | label "cause" }}, culprit {{ . | first | label "culprit" }}. `,
);

function asked(query: string, text: string): string {
  return `{{ with printf "${query}" $labels.job $labels.instance | query }}${text}{{ end }}`;
}
