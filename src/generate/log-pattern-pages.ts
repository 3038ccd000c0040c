import type { LogPattern } from "../findings/log-pattern.ts";
import { logPatterns } from "../findings/patterns/index.ts";
import { findingSeverities } from "../model/finding.ts";
import { markdownPage, markdownTable, type Page } from "./page.ts";

export function logPatternPages(): readonly Page[] {
  return [...logPatterns.map(logPatternPage), logPatternIndexPage()];
}

function logPatternPage(pattern: LogPattern): Page {
  const { id, title, severity, component, means, doesNotMean, next, source, examples } = pattern;
  return markdownPage(`docs/log-patterns/${id}.md`, `the declaration of \`${id}\` in src/findings/patterns`, [
    `# ${title}`,
    `\`${id}\`, ${severity}, ${component}`,
    "## What it means",
    means,
    "## What it does not mean",
    doesNotMean,
    "## What to do next",
    next,
    "## Who says it",
    `${source}. ${speakerText(pattern)}`,
    "## Such lines",
    linesBlock(examples.matches),
    "## Lines that look like it and are not meant",
    linesBlock(examples.quiet),
  ]);
}

function speakerText({ speaker, hasSubject }: LogPattern): string {
  const who =
    speaker === "kernel"
      ? "Only the kernel's own message counts: a program that quotes it is passed over."
      : "It is found in the log of any program, whatever carries it.";
  return hasSubject === true ? `${who} Findings are kept apart by their subject.` : who;
}

function linesBlock(lines: readonly string[]): string {
  return `\`\`\`text\n${lines.join("\n")}\n\`\`\``;
}

function logPatternIndexPage(): Page {
  const rows = findingSeverities.flatMap((severity) =>
    logPatterns
      .filter((pattern) => pattern.severity === severity)
      .map(({ id, title, component }) => [`[${id}](${id}.md)`, title, severity, component]),
  );
  return markdownPage("docs/log-patterns/README.md", "src/findings/patterns/index.ts", [
    "# Log patterns",
    "Lines of logs that findings are made from, the gravest first. The id is the `pattern` of the finding in every answer, and never changes. A line is of one pattern only; how grave a finding is does not depend on how often its line was said. Lines that no pattern is for are found with `search`.",
    markdownTable(["id", "what", "severity", "component"], rows),
  ]);
}
