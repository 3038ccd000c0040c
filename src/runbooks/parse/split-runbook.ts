import { type PhaseName, phaseNames } from "../runbook.ts";
import type { RunbookProblem } from "./parse-runbook.ts";

export interface RunbookSection {
  /** Of its first line, from 1. */
  readonly line: number;
  readonly text: string;
}

export interface RunbookSections {
  readonly frontMatter: RunbookSection;
  readonly phases: readonly { readonly phase: PhaseName; readonly section: RunbookSection }[];
  readonly guardrails: RunbookSection;
  readonly issues: RunbookSection;
  readonly outputFormat: RunbookSection;
}

/** The parts of the file by their headings. Headings that are not asked for are for the reader, and stay in the text. */
export function splitRunbook(text: string, problems: RunbookProblem[]): RunbookSections {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const frontMatter = takeFrontMatter(lines, problems);
  const headings = headingsOf(lines);
  const sectionOf = (title: string): RunbookSection => {
    const found = headings.filter((heading) => heading.title === title);
    const [first, second] = found;
    if (first === undefined) problems.push({ line: lines.length, what: `the heading "## ${title}" is missing` });
    if (second !== undefined) problems.push({ line: second.line, what: `the heading "## ${title}" stands twice` });
    if (first === undefined) return { line: lines.length, text: "" };
    const end = headings.find(({ line }) => line > first.line)?.line ?? lines.length + 1;
    const section = { line: first.line + 1, text: lines.slice(first.line, end - 1).join("\n") };
    if (section.text.trim() === "") problems.push({ line: first.line, what: `nothing stands under "## ${title}"` });
    return section;
  };
  const phases = phaseNames.map((phase, index) => ({ phase, section: sectionOf(`Phase ${index + 1} — ${phase}`) }));
  const [guardrails, issues] = [sectionOf("Guardrails"), sectionOf("Common Issues")];
  sectionOf("Examples");
  return { frontMatter, phases, guardrails, issues, outputFormat: takeFenced(sectionOf("Output Format"), problems) };
}

function takeFrontMatter(lines: readonly string[], problems: RunbookProblem[]): RunbookSection {
  const end = lines.indexOf("---", 1);
  if (lines[0] === "---" && end > 0) return { line: 2, text: lines.slice(1, end).join("\n") };
  problems.push({ line: 1, what: "the file does not begin with front matter between two lines of ---" });
  return { line: 1, text: "" };
}

interface Heading {
  readonly line: number;
  readonly title: string;
}

/** A comment of a command within a fence looks like a heading and is none. */
function headingsOf(lines: readonly string[]): readonly Heading[] {
  let isFenced = false;
  return lines.flatMap((text, index) => {
    if (text.startsWith("```")) isFenced = !isFenced;
    const title = isFenced ? undefined : /^## (.+?)\s*$/.exec(text)?.[1];
    return title === undefined ? [] : [{ line: index + 1, title }];
  });
}

function takeFenced(section: RunbookSection, problems: RunbookProblem[]): RunbookSection {
  if (section.text === "") return section;
  const lines = section.text.split("\n");
  const start = lines.findIndex((line) => /^```ya?ml\s*$/.test(line));
  const end = lines.findIndex((line, index) => index > start && line.startsWith("```"));
  if (start >= 0 && end > start) return { line: section.line + start + 1, text: lines.slice(start + 1, end).join("\n") };
  problems.push({ line: section.line, what: "the output format does not stand in a fence of ```yaml" });
  return { line: section.line, text: "" };
}
