import { type PrometheusRule, type PrometheusRuleGroup, prometheusRuleGroups } from "../metrics/rules/prometheus-rule.ts";
import { generateCommand, type Page } from "./page.ts";

/** The same rules as a file that Prometheus loads, as an object that its operator watches for, and as what the chart installs. */
export function alertRulePages(): readonly Page[] {
  const groups = groupsYaml(prometheusRuleGroups());
  const generated = `# Generated from src/metrics/rules by \`${generateCommand}\`. Edit that instead of this.\n`;
  const object = [
    "apiVersion: monitoring.coreos.com/v1",
    "kind: PrometheusRule",
    "metadata:",
    "  name: ullage",
    "  labels:",
    "    app.kubernetes.io/name: ullage",
    "spec:",
  ];
  return [
    { path: "deploy/alerts/ullage.rules.yaml", text: `${generated}${groups}` },
    { path: "deploy/alerts/prometheusrule.yaml", text: `${generated}${object.join("\n")}\n${indented(groups, 2)}` },
    { path: "deploy/helm/ullage/files/rules.yaml", text: `${generated}${groups}` },
  ];
}

/** Only what rules are made of; `yaml` is no package of this folder. */
function groupsYaml(groups: readonly PrometheusRuleGroup[]): string {
  const lines = groups.flatMap(({ name, rules }) => [`  - name: ${name}`, "    rules:", ...rules.flatMap(ruleLines)]);
  return `groups:\n${lines.join("\n")}\n`;
}

function ruleLines(rule: PrometheusRule): readonly string[] {
  return [
    `      - alert: ${rule.alert}`,
    "        expr: |-",
    ...rule.expr.split("\n").map((line) => `          ${line}`),
    `        for: ${rule.for}`,
    ...(rule.keep_firing_for === undefined ? [] : [`        keep_firing_for: ${rule.keep_firing_for}`]),
    "        labels:",
    ...Object.entries(rule.labels).map(([name, value]) => `          ${name}: ${value}`),
    "        annotations:",
    // A string of JSON is one of YAML.
    ...Object.entries(rule.annotations).map(([name, value]) => `          ${name}: ${JSON.stringify(value)}`),
  ];
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by));
}
