import { type Condition, parseCondition } from "../condition.ts";
import { type PhaseName, type ReportKey, reportKeys, type Step, type StepAct, type StepLevel, stepLevels } from "../runbook.ts";
import type { RunbookProblem } from "./parse-runbook.ts";
import type { RunbookSection } from "./split-runbook.ts";
import { parseToolCall, type ToolCallText } from "./tool-call-text.ts";

/** The items under `MUST:`, `SHOULD:` and `MAY:`. An item goes on in lines that are indented by two. */
export function parseSteps(phase: PhaseName, section: RunbookSection, problems: RunbookProblem[]): readonly Step[] {
  const steps: Step[] = [];
  let level: StepLevel | undefined;
  for (const item of itemsOf(section, problems)) {
    if (item.kind === "level") {
      level = item.level;
    } else if (level === undefined) {
      problems.push({ line: item.line, what: "the step stands under none of MUST:, SHOULD: and MAY:" });
    } else {
      const step = parseStep({ phase, level, line: item.line, text: item.text });
      if (typeof step === "string") problems.push({ line: item.line, what: step });
      else steps.push(step);
    }
  }
  if (section.text.trim() !== "" && !steps.some((step) => step.level === "MUST"))
    problems.push({ line: section.line, what: "the phase has no MUST step" });
  return steps;
}

type Item = { readonly kind: "level"; readonly level: StepLevel } | { readonly kind: "step"; readonly line: number; readonly text: string };

function itemsOf(section: RunbookSection, problems: RunbookProblem[]): readonly Item[] {
  const items: Item[] = [];
  for (const [index, text] of section.text.split("\n").entries()) {
    const level = stepLevels.find((one) => text.trimEnd() === `${one}:`);
    const last = items.at(-1);
    if (level !== undefined) items.push({ kind: "level", level });
    else if (text.startsWith("- ")) items.push({ kind: "step", line: section.line + index, text: text.slice(2).trim() });
    else if (/^ {2,}\S/.test(text) && last?.kind === "step") items[items.length - 1] = { ...last, text: `${last.text} ${text.trim()}` };
    else if (text.trim() !== "")
      problems.push({
        line: section.line + index,
        what: `"${text.slice(0, 40)}" is no step and no line of one; in a phase stand steps alone`,
      });
  }
  return items;
}

/** A text says what is wrong. */
function parseStep(step: Pick<Step, "phase" | "level" | "line" | "text">): Step | string {
  const where = parseCondition(step.text);
  if (typeof where === "string") return where;
  const act = actOf(step, where);
  if (typeof act === "string") return act;
  return where === undefined ? { ...step, act } : { ...step, where, act };
}

function actOf({ text, level }: Pick<Step, "text" | "level">, where: Condition | undefined): StepAct | string {
  const calls: ToolCallText[] = [];
  for (const [, quoted = ""] of text.matchAll(/`([^`]+)`/g)) {
    const call = parseToolCall(quoted);
    if (typeof call === "string") return call;
    if (call !== undefined) calls.push(call);
  }
  const [call, second] = calls;
  if (second !== undefined) return "a step makes one call; write two steps";
  if (call !== undefined) return { kind: "call", call };
  if (where !== undefined) return { kind: "decide" };
  const key = /^State `([a-z_]+)`/.exec(text)?.[1];
  if (key !== undefined) return isReportKey(key) ? { kind: "state", key } : `"${key}" is nothing that the report has`;
  if (level === "MUST") return "a MUST step calls a tool, begins with Where, or states a part of the report: Ullage performs it";
  return { kind: "read" };
}

function isReportKey(word: string): word is ReportKey {
  return reportKeys.some((key) => key === word);
}
