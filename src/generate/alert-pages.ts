import type { Alert } from "../metrics/rules/alert.ts";
import { alertGroups } from "../metrics/rules/index.ts";
import { nextCommandOf, prometheusRule } from "../metrics/rules/prometheus-rule.ts";
import { markdownPage, markdownTable, type Page } from "./page.ts";

export function alertPages(): readonly Page[] {
  return [...alertGroups.flatMap(({ alerts }) => alerts.map(alertPage)), alertIndexPage()];
}

function alertPage(alert: Alert): Page {
  const { id, name, title, means, doesNotMean, checks, rules } = alert;
  const rows = rules.map((rule) => {
    const { for: duration, keep_firing_for: quiet } = prometheusRule(alert, rule);
    return [rule.severity, rule.when, duration, quiet ?? ""];
  });
  return markdownPage(`docs/alerts/${id}.md`, `the declaration of \`${name}\` in src/metrics/rules`, [
    `# ${title}`,
    `\`${name}\``,
    "## What it means",
    means,
    "## What it does not mean",
    doesNotMean,
    "## What to do first",
    `\`\`\`bash\n${nextCommandOf(alert)}\n\`\`\``,
    ...(checks.length === 0
      ? []
      : [
          "## What it stands on",
          `Its thresholds are the defaults of ${checks.length === 1 ? "this check" : "these checks"}, whose ${checks.length === 1 ? "page says" : "pages say"} where they come from:`,
          checks.map((check) => `- [${check.id}](../checks/${check.id}.md): ${check.says}`).join("\n"),
        ]),
    "## When it fires",
    markdownTable(["severity", "when", "for", "quiet for this long before it ends"], rows),
    ...rules.map((rule) => `### ${rule.severity}\n\n\`\`\`promql\n${prometheusRule(alert, rule).expr}\n\`\`\``),
  ]);
}

function alertIndexPage(): Page {
  return markdownPage("docs/alerts/README.md", "src/metrics/rules/index.ts", [
    "# Alerts",
    "One page for each, which `runbook_url` leads to. How to load the rules, and what they replace: [alerts](../alerts.md).",
    ...alertGroups.flatMap(({ title, alerts }) => [
      `## ${title}`,
      markdownTable(
        ["alert", "what", "severities"],
        alerts.map((alert) => [`[${alert.name}](${alert.id}.md)`, alert.title, alert.rules.map(({ severity }) => severity).join(", ")]),
      ),
    ]),
  ]);
}
