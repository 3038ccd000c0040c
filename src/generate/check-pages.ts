import type { Check } from "../checks/check.ts";
import { checks } from "../checks/index.ts";
import type { Collector } from "../collectors/collector.ts";
import { collectors } from "../collectors/index.ts";
import type { PartName } from "../model/node-snapshot.ts";
import { markdownPage, markdownTable, type Page } from "./page.ts";

export function checkPages(): readonly Page[] {
  return [...checks.map(checkPage), checkIndexPage()];
}

function checkPage(check: Check): Page {
  const levels = (["notice", "warning", "issue"] as const).flatMap((level) => {
    const when = check.levels[level];
    return when === undefined ? [] : [[level, when] as const];
  });
  const thresholds = Object.entries(check.thresholds).map(([name, { default: value, unit, source }]) => [
    `\`${check.id}.${name}\``,
    String(value),
    unit,
    source,
  ]);
  return markdownPage(`docs/checks/${check.id}.md`, `the declaration of \`${check.id}\` in src/checks`, [
    `# ${check.title}`,
    `\`${check.id}\``,
    "## What it says",
    check.says,
    markdownTable(["level", "when"], levels),
    "## Why it matters",
    check.why,
    "## What it does not mean",
    check.doesNotMean,
    "## Thresholds",
    thresholds.length === 0
      ? "None."
      : `${markdownTable(["setting", "default", "unit", "where the default comes from"], thresholds)}\n\nSet one with \`--set ${check.id}.${Object.keys(check.thresholds)[0]}=VALUE\`.`,
    "## What it needs",
    needsText(check),
    "## What to do next",
    `\`\`\`bash\n${check.nextCommand}\n\`\`\``,
  ]);
}

function needsText({ needs, uses, cost, judges }: Check): string {
  const lines = [...needs.map((part) => partLine(part, "")), ...uses.map((part) => partLine(part, " Helps, not required."))];
  const samples = judges === "increase" ? ["Two samples with time between them (`--window`)."] : [];
  return [...lines, ...samples, ...askedFor[cost]].map((line) => `- ${line}`).join("\n");
}

const askedFor = {
  cheap: [],
  wide: ["A reading of every network namespace, made only with `--full` and by `ullage diagnose`."],
  dump: ["A walk of the whole table, made only with `--full`."],
} as const satisfies Record<Check["cost"], readonly string[]>;

function partLine(part: PartName, remark: string): string {
  const collector = collectors.find((candidate: Collector) => candidate.part === part);
  if (collector === undefined) return `\`${part}\`.${remark}`;
  const capability = collector.capability === undefined ? "" : ` ${collector.capability.name} gives ${collector.capability.gives}.`;
  return `\`${part}\`: ${collector.reads.map((path) => `\`${path}\``).join(", ")}.${capability}${remark}`;
}

function checkIndexPage(): Page {
  const rows = checks.map(({ id, title, levels, cost }) => [
    `[${id}](${id}.md)`,
    title,
    (["notice", "warning", "issue"] as const).filter((level) => levels[level] !== undefined).join(", "),
    cost === "cheap" ? "" : "`--full`",
  ]);
  return markdownPage("docs/checks/README.md", "src/checks/index.ts", [
    "# Checks",
    "Each is one signal of `ullage check`, in the order it is shown. The id is the `id` of the signal in JSON and never changes.",
    markdownTable(["id", "what", "levels beside ok", "asked for with"], rows),
  ]);
}
