import {
  type RunbookSchema,
  runbookFrontMatterSchema,
  runbookGuardrailsSchema,
  runbookIssuesSchema,
  runbookOutputFormatSchema,
} from "../../contract/runbook.ts";
import { parseCondition } from "../condition.ts";
import type { EscalationCondition, Runbook, SafetyRating, Step } from "../runbook.ts";
import { parseSteps } from "./parse-steps.ts";
import { type RunbookSection, splitRunbook } from "./split-runbook.ts";
import { parseTrigger, type Trigger } from "./trigger.ts";

/** Where in the file, from 1, and what is wrong there. */
export interface RunbookProblem {
  readonly line: number;
  readonly what: string;
}

export type ParsedRunbook =
  | { readonly ok: true; readonly runbook: Runbook }
  | { readonly ok: false; readonly problems: readonly RunbookProblem[] };

/** A parser of YAML is no part of the pure half: whoever reads the file brings one. The line is counted from 1 within the text. */
export type ParseYaml = (
  text: string,
) => { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly line: number; readonly what: string };

/** `D3-conntrack-exhaustion.md`: the id first, which is a letter and a number. */
const nameOfFile = /^([A-Z]\d{1,3})-([a-z0-9]+(?:-[a-z0-9]+)*)\.md$/;

/** Every problem at once, so that whoever writes a runbook corrects it in one go. */
export function parseRunbook(file: string, text: string, parseYaml: ParseYaml): ParsedRunbook {
  const problems: RunbookProblem[] = [];
  const [, id = "", slug = ""] = nameOfFile.exec(file) ?? [];
  if (id === "") problems.push({ line: 1, what: `"${file}" is no name of a runbook: it is to be like D3-conntrack-exhaustion.md` });
  const sections = splitRunbook(text, problems);
  const read = <T>(section: RunbookSection, schema: RunbookSchema<T>) => readYaml(section, schema, parseYaml, problems);
  const about = read(sections.frontMatter, runbookFrontMatterSchema);
  const guardrails = read(sections.guardrails, runbookGuardrailsSchema);
  const issues = read(sections.issues, runbookIssuesSchema);
  const outputFormat = read(sections.outputFormat, runbookOutputFormatSchema);
  const steps = sections.phases.flatMap(({ phase, section }) => parseSteps(phase, section, problems));
  const triggers = about === undefined ? [] : parseTriggers(about.triggers, sections.frontMatter, problems);
  const escalation = guardrails === undefined ? [] : parseEscalation(guardrails.escalation_conditions, sections.guardrails, problems);
  problems.push(...orderProblems(steps));
  if (problems.length > 0 || about === undefined || guardrails === undefined || issues === undefined || outputFormat === undefined)
    return { ok: false, problems: problems.toSorted((left, right) => left.line - right.line) };
  const safety = guardrails.safety_ratings.map(parseSafety);
  const runbook = { id, slug, name: `${id}-${slug}`, about, triggers, steps, escalation, safety, issues, outputFormat, text };
  return { ok: true, runbook };
}

function readYaml<T>(section: RunbookSection, schema: RunbookSchema<T>, parseYaml: ParseYaml, problems: RunbookProblem[]): T | undefined {
  if (section.text.trim() === "") return undefined; // that it is missing was said
  const value = parseYaml(section.text);
  if (!value.ok) {
    problems.push({ line: section.line + value.line - 1, what: `no YAML: ${value.what}` });
    return undefined;
  }
  const parsed = schema.safeParse(value.value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues)
    problems.push({ line: lineOfPath(section, path), what: path.length === 0 ? message : `${path.join(".")}: ${message}` });
  return undefined;
}

/** Where the field stands; where it is missing, the item or the section that lacks it. */
function lineOfPath({ text, line }: RunbookSection, path: readonly PropertyKey[]): number {
  const lines = text.split("\n");
  let [from, to] = [0, lines.length];
  for (const step of path) {
    const wanted = typeof step === "number" ? /^\s*- / : new RegExp(`^\\s*(?:- )?${String(step)}:`);
    const places = lines.flatMap((one, index) => (index >= from && index < to && wanted.test(one) ? [index] : []));
    const at = places[typeof step === "number" ? step : 0];
    if (at === undefined) break;
    const next = typeof step === "number" ? places[step + 1] : undefined;
    [from, to] = [at, next ?? to];
  }
  return line + from;
}

function parseTriggers(texts: readonly string[], section: RunbookSection, problems: RunbookProblem[]): readonly Trigger[] {
  return texts.flatMap((text) => {
    const trigger = parseTrigger(text);
    if (trigger !== undefined) return [trigger];
    problems.push({ line: lineOfText(section, text), what: `trigger: "${text}" is no id of the verdict` });
    return [];
  });
}

function parseEscalation(texts: readonly string[], section: RunbookSection, problems: RunbookProblem[]): readonly EscalationCondition[] {
  return texts.map((text) => {
    const where = parseCondition(text);
    if (typeof where !== "string") return where === undefined ? { text } : { text, where };
    problems.push({ line: lineOfText(section, text), what: where });
    return { text };
  });
}

function parseSafety(text: string): SafetyRating {
  const rating = /: (GREEN|YELLOW|RED)\b/.exec(text)?.[1];
  return { rating: rating === "RED" || rating === "YELLOW" ? rating : "GREEN", text };
}

function lineOfText({ text, line }: RunbookSection, wanted: string): number {
  const at = text.split("\n").findIndex((one) => one.includes(wanted.slice(0, 40)));
  return line + Math.max(at, 0);
}

/** What asks for the verdict stands behind the step that gives it, and what needs another step's answer behind that. */
function orderProblems(steps: readonly Step[]): readonly RunbookProblem[] {
  const placeOf = (tool: string) =>
    steps.findIndex(({ level, where, act }) => level === "MUST" && where === undefined && act.kind === "call" && act.call.tool === tool);
  const judged = placeOf("diagnose");
  if (steps.length > 0 && judged < 0)
    return [{ line: steps[0]?.line ?? 1, what: "no MUST step calls diagnose, so nothing could be decided" }];
  return steps.flatMap((step, index) =>
    step.where !== undefined && index < judged ? [{ line: step.line, what: "the verdict is asked for before diagnose gave it" }] : [],
  );
}
