import { isoTime } from "../model/iso-time.ts";
import { infrastructureText } from "../model/owner.ts";
import type { Diagnosis, Plan, StandingCause } from "../model/verdict.ts";
import { culpritWords } from "../verdict/culprit-words.ts";
import { type Baseline, baselineBlocks } from "./baseline-report.ts";
import type { Block, Document } from "./document.ts";
import { countText, percentText } from "./figures.ts";
import { harmlessText } from "./harmless-text.ts";
import { victimBlocks } from "./victim-blocks.ts";

/** The verdict first, then what it rests on, who, what could not be seen, and what to do. */
export function diagnoseReport(diagnosis: Diagnosis, baseline?: Baseline): Document {
  return [
    ...verdictBlocks(diagnosis),
    ...whyBlocks(diagnosis),
    ...culpritBlocks(diagnosis),
    ...victimBlocks(diagnosis),
    ...evidenceBlocks(diagnosis),
    ...gapBlocks(diagnosis),
    ...listUnder("Also to know", diagnosis.remarks.map(harmlessText)),
    ...(baseline === undefined ? [] : baselineBlocks(baseline)),
    ...planBlocks("What to do at once", diagnosis.plans, "immediate"),
    ...planBlocks("What to do for good", diagnosis.plans, "long-term"),
    originBlock(diagnosis),
  ];
}

export function verdictBlocks({ node, verdict }: Diagnosis): Block[] {
  return [
    { kind: "title", text: `${harmlessText(node)}: ${verdict.limit} · ${verdict.severity} · confidence ${verdict.confidence}` },
    { kind: "paragraph", text: harmlessText(verdict.summary) },
  ];
}

export function originBlock({ origin, takenAtMs, windowSeconds }: Diagnosis): Block {
  const samples = windowSeconds === 0 ? "one sample" : `two samples ${windowSeconds} s apart`;
  return { kind: "paragraph", text: `${harmlessText(origin)}, ${isoTime(takenAtMs)}, ${samples}. Ullage changes nothing by itself.` };
}

export function whyBlocks({ verdict }: Diagnosis): Block[] {
  const items = [
    ...verdict.causes.map((cause) => `${cause.id} (${cause.confidence}): ${cause.because}${pointedAtText(cause)}`),
    ...verdict.lookAlikes.map(({ id, confidence, because }) => `not a full table: ${id} (${confidence}): ${because}`),
    ...verdict.escalation.map(({ to, because }) => `call ${to}: ${because}`),
  ];
  return items.length === 0
    ? []
    : [
        { kind: "heading", text: "Why, and whom to call" },
        { kind: "list", items },
      ];
}

function pointedAtText({ workload, share, isAtLeast, ...where }: StandingCause): string {
  if (workload === undefined) return "";
  const part = share === undefined ? "" : `, ${isAtLeast === true ? "at least " : ""}${percentText(share)} of the table`;
  return `; most of all ${harmlessText(culpritWords({ ...where, name: workload }))}${part}`;
}

export function culpritBlocks({ culprits }: Diagnosis): Block[] {
  if (culprits.length === 0) return [];
  return [
    { kind: "heading", text: "Who" },
    {
      kind: "table",
      columns: [
        { title: "", align: "left" },
        { title: "", align: "left" },
        { title: "entries", align: "right" },
        { title: "share", align: "right" },
        { title: "", align: "left" },
      ],
      rows: culprits.map(({ kind, name, pods, pod, address, entries, share, isAtLeast, isInfrastructure }) => [
        kind,
        harmlessText(
          [
            isInfrastructure === true ? infrastructureText(name) : name,
            ...(pods === undefined ? [] : [`${pods} pods`]),
            ...(pod === undefined ? [] : [`${pods === undefined ? "pod" : "foremost"} ${pod}`]),
            ...(address === undefined ? [] : [address]),
          ].join(" · "),
        ),
        `${isAtLeast === true ? "≥ " : ""}${countText(entries)}`,
        `${isAtLeast === true ? "≥ " : ""}${percentText(share)}`,
        { ratio: share },
      ]),
    },
  ];
}

function evidenceBlocks(diagnosis: Diagnosis): Block[] {
  return [...spokenBlocks(diagnosis, "for"), ...spokenBlocks(diagnosis, "against")];
}

export function spokenBlocks({ evidence }: Diagnosis, speaks: "for" | "against"): Block[] {
  const said = evidence.filter((item) => item.speaks === speaks).map(({ content, source }) => `${content}  (${source})`);
  return listUnder(speaks === "for" ? "Evidence" : "Also looked at", said);
}

function gapBlocks({ notEvaluated }: Diagnosis): Block[] {
  // Several checks often lack the same thing: it is said once.
  const byReason = Map.groupBy(notEvaluated, ({ because }) => because);
  return listUnder(
    "Not evaluated",
    [...byReason].map(([because, checks]) => `${[...new Set(checks.map(({ check }) => check))].join(", ")}: ${because}`),
  );
}

export function listUnder(heading: string, items: readonly string[]): Block[] {
  return items.length === 0
    ? []
    : [
        { kind: "heading", text: heading },
        { kind: "list", items },
      ];
}

function planBlocks(heading: string, plans: readonly Plan[], when: Plan["when"]): Block[] {
  const fitting = plans.filter((plan) => plan.when === when);
  if (fitting.length === 0) return [];
  return [{ kind: "heading", text: heading }, ...fitting.flatMap((plan, index) => planBlock(plan, index + 1))];
}

export function planBlock(plan: Plan, number: number): Block[] {
  const notes = [
    ...(plan.memoryBytes === undefined ? [] : [`costs ${countText(plan.memoryBytes / 1_000_000)} MB of kernel memory`]),
    `owner: ${plan.owner}`,
    ...(plan.caution === undefined ? [] : [`caution: ${plan.caution}`]),
    ...plan.verify.map((line) => `verify: ${line}`),
    ...plan.undo.map((line) => `undo: ${line}`),
  ];
  return [
    { kind: "paragraph", text: `${number}. ${plan.title} [${plan.rating}]: ${plan.because}` },
    ...(plan.commands.length === 0 ? [] : [{ kind: "command" as const, lines: plan.commands }]),
    { kind: "list", items: notes },
  ];
}
