import { isoTime } from "../../model/iso-time.ts";
import type { Block, Document } from "../../report/document.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { checkGuardrails } from "../perform/check-guardrails.ts";
import type { RunbookRun, StepEvidence, StepOutcome, StepState } from "../perform/runbook-run.ts";
import { phaseNames } from "../runbook.ts";

/** Each step with what it gave, then the guardrails, then the report in the runbook's own form: its YAML, which whoever calls has made. */
export function runbookReport(run: RunbookRun, outputLines: readonly string[]): Document {
  const { runbook, instanceId, diagnosis } = run;
  const where = diagnosis === undefined ? "" : `, ${harmlessText(diagnosis.origin)}, ${isoTime(diagnosis.takenAtMs)}`;
  return [
    { kind: "title", text: `${runbook.about.title}: ${harmlessText(diagnosis?.node ?? instanceId)}` },
    { kind: "paragraph", text: runbook.about.objective },
    ...phaseNames.flatMap((phase, index) => phaseBlocks(run, phase, `Phase ${index + 1}: ${phase}`)),
    ...guardrailBlocks(run),
    ...proposedBlocks(run),
    { kind: "heading", text: "Report" },
    { kind: "command", lines: outputLines, language: "yaml" },
    {
      kind: "paragraph",
      text: `Runbook ${runbook.name}${where}. Ullage performed the steps and changed nothing; what is proposed is an operator's to do.`,
    },
  ];
}

function phaseBlocks({ steps }: RunbookRun, phase: string, heading: string): Block[] {
  const inPhase = steps.filter(({ step }) => step.phase === phase);
  const left = inPhase.filter(({ state }) => state === "not-asked");
  const read = inPhase.filter(({ state }) => state === "for-the-reader").map(({ step }) => `${step.level}: ${plainText(step.text)}`);
  return [
    { kind: "heading", text: heading },
    ...inPhase.filter(({ state }) => !listedApart.has(state)).flatMap(stepBlocks),
    ...listUnder("Does not hold:", inPhase.filter(({ state }) => state === "does-not-hold").map(conditionLine)),
    ...listUnder("For the reader:", read),
    ...(left.length === 0 ? [] : [{ kind: "paragraph" as const, text: notAskedText(left) }]),
  ];
}

const listedApart: ReadonlySet<StepState> = new Set(["not-asked", "for-the-reader", "does-not-hold"]);

function conditionLine({ step, because }: StepOutcome): string {
  const { where } = step;
  return `${step.level}: ${where === undefined ? plainText(step.text) : `${where.of} is ${where.ids.join(" or ")}`}${because === undefined ? "" : `; ${because}`}`;
}

function listUnder(text: string, items: readonly string[]): Block[] {
  return items.length === 0
    ? []
    : [
        { kind: "paragraph", text },
        { kind: "list", items: items.map(harmlessText) },
      ];
}

const marks = {
  done: "done",
  holds: "holds",
  "does-not-hold": "does not hold",
  "not-evaluated": "not evaluated",
  "not-asked": "not asked",
  "for-the-reader": "read",
} as const;

function stepBlocks({ step, state, because, call, evidence }: StepOutcome): Block[] {
  const why = because === undefined ? "" : `: ${because}`;
  const title = harmlessText(`${step.level} ${marks[state]}: ${call ?? plainText(step.text)}${why}`);
  return [
    { kind: "paragraph", text: title },
    ...(evidence.length === 0 ? [] : [{ kind: "list" as const, items: evidence.map(evidenceText) }]),
  ];
}

export function evidenceText({ id, text, at }: StepEvidence): string {
  return harmlessText(`${id === undefined ? "" : `${id} `}${text}${at === undefined ? "" : `  (${at})`}`);
}

function notAskedText(left: readonly StepOutcome[]): string {
  const count = (level: string) => left.filter(({ step }) => step.level === level).length;
  const said = [
    ...(count("SHOULD") > 0 ? [`${count("SHOULD")} SHOULD (--thorough)`] : []),
    ...(count("MAY") > 0 ? [`${count("MAY")} MAY (--may)`] : []),
  ];
  return `Not asked for: ${said.join(", ")}.`;
}

function guardrailBlocks(run: RunbookRun): Block[] {
  const { escalation, safety } = checkGuardrails(run);
  const claims = (run.diagnosis?.guardrails ?? []).filter(({ liftedBy }) => liftedBy.length === 0);
  return [
    { kind: "heading", text: "Guardrails" },
    {
      kind: "list",
      items: [
        ...escalation.filter(({ state }) => state === "holds").map(({ text }) => `call somebody: ${plainText(text)}`),
        ...escalation
          .filter(({ state }) => state === "not-evaluated")
          .map(({ text, because }) => `not evaluated: ${plainText(text)} (${because})`),
        ...claims.map(({ claim, because }) => harmlessText(`${claim} ${capital(because)}.`)),
        ...safety.map(({ text }) => text),
      ],
    },
  ];
}

function proposedBlocks({ diagnosis }: RunbookRun): Block[] {
  const plans = diagnosis?.plans ?? [];
  if (plans.length === 0) return [];
  return [
    { kind: "heading", text: "Proposed" },
    { kind: "list", items: plans.map(({ rating, when, title, owner }) => harmlessText(`${rating}, ${when}: ${title} (owner: ${owner})`)) },
  ];
}

/** Backticks are for the page. */
function plainText(text: string): string {
  return text.replaceAll("`", "");
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
