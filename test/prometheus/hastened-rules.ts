import { type PrometheusRule, type PrometheusRuleGroup, prometheusRuleGroups } from "../../src/metrics/rules/prometheus-rule.ts";

/**
 * The rules as they are shipped, with every minute made a second: what they wait for, what they hold, and the windows and steps of their ranges. The windows of peaks are the
 * agent's own and stay. Text of a file that Prometheus loads; JSON is YAML.
 */
export function hastenedRules(): string {
  const groups = prometheusRuleGroups().map(({ name, rules }): PrometheusRuleGroup => ({ name, rules: rules.map(hastened) }));
  return JSON.stringify({ groups });
}

function hastened(rule: PrometheusRule): PrometheusRule {
  return {
    ...rule,
    expr: rule.expr.replace(/\[(\w+:)?(\d+)m\]/g, "[$1$2s]"),
    for: secondsOf(rule.for),
    ...(rule.keep_firing_for === undefined ? {} : { keep_firing_for: secondsOf(rule.keep_firing_for) }),
  };
}

function secondsOf(duration: string): string {
  return /m$/.test(duration) ? duration.replace("m", "s") : "1s";
}
