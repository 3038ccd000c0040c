import { isoTime } from "../model/iso-time.ts";
import type { Culprit, Diagnosis, Plan, Verdict } from "../model/verdict.ts";
import type { Victim } from "../model/victim.ts";
import { type Baseline, baselineResult } from "./baseline-report.ts";
import { harmlessText } from "./harmless-text.ts";
import { harmlessVerdict } from "./harmless-verdict.ts";
import { victimText } from "./victim-blocks.ts";

/** The answer as data; `src/contract/diagnose-result.ts` is its schema. */
export function diagnoseResult(diagnosis: Diagnosis, baseline?: Baseline) {
  const plansFor = (when: Plan["when"]) => diagnosis.plans.filter((plan) => plan.when === when).map(({ when: _, ...plan }) => plan);
  return {
    schemaVersion: 1 as const,
    node: harmlessText(diagnosis.node),
    origin: harmlessText(diagnosis.origin),
    takenAt: isoTime(diagnosis.takenAtMs),
    windowSeconds: diagnosis.windowSeconds,
    verdict: harmlessVerdict(diagnosis.verdict),
    evidence: diagnosis.evidence.map(({ takenAtMs, ...evidence }) => ({ ...evidence, takenAt: isoTime(takenAtMs) })),
    notEvaluated: diagnosis.notEvaluated,
    remarks: diagnosis.remarks.map(harmlessText),
    culprits: diagnosis.culprits.map(harmlessCulprit),
    victims: diagnosis.victims.map(harmlessVictim),
    mitigation: { immediate: plansFor("immediate"), longTerm: plansFor("long-term") },
    guardrails: diagnosis.guardrails,
    ...(baseline === undefined ? {} : { baseline: baselineResult(baseline) }),
  };
}

function harmlessCulprit({ name, address, pod, ...culprit }: Culprit): Culprit {
  return {
    ...culprit,
    name: harmlessText(name),
    ...(address === undefined ? {} : { address: harmlessText(address) }),
    ...(pod === undefined ? {} : { pod: harmlessText(pod) }),
  };
}

function harmlessVictim(victim: Victim): Victim {
  const namespace = victim.namespace === undefined ? {} : { namespace: harmlessText(victim.namespace) };
  return { ...victim, name: harmlessText(victim.name), ...namespace };
}

export type DiagnoseResult = ReturnType<typeof diagnoseResult>;

/** The shape in which the AI agent's runbook wants its report: `root_cause`, `evidence`, `severity`, `mitigation`. */
export function diagnoseYamlShape(diagnosis: Diagnosis) {
  const { verdict, evidence, victims, plans } = diagnosis;
  const deciding = evidence.filter(({ speaks }) => speaks === "for");
  return {
    root_cause: rootCause(verdict),
    evidence: (deciding.length === 0 ? evidence : deciding).map(({ type, content }) => ({ type, content })),
    // A key of ours, there only when it says something: whoever reads the runbook's form passes over it.
    ...(victims.length === 0 ? {} : { victims: victims.map((victim) => victimText(victim)) }),
    severity: verdict.severity.toUpperCase(),
    mitigation: {
      immediate: mitigationText(plans, "immediate"),
      long_term: mitigationText(plans, "long-term"),
    },
  };
}

const kernel = "kernel_conntrack exhaustion";
const instance = "aws_instance_limit exhaustion";

/** Where no limit is hit and something else loses connections, that is what they are lost by. */
export function rootCause({ limit, lookAlikes }: Pick<Verdict, "limit" | "lookAlikes">): string {
  switch (limit) {
    case "kernel-table-full":
    case "kernel-table-evicting":
      return kernel;
    case "instance-allowance":
      return instance;
    case "kernel-and-instance":
      return `${kernel} + ${instance}`;
    case "none":
      return lookAlikes.length === 0 ? limit : lookAlikes.map(({ id }) => id).join(" + ");
    default:
      return limit;
  }
}

function mitigationText(plans: readonly Plan[], when: Plan["when"]): string {
  const fitting = plans.filter((plan) => plan.when === when);
  if (fitting.length === 0) return "None needed.";
  // The caution is a comment of the shell: whoever copies the line keeps it, and what comes first is to be read before what follows.
  return fitting
    .map(({ title, rating, commands, caution }) => {
      const warned = caution === undefined ? "" : ` # Caution: ${caution}`;
      return `${title} (${rating})${commandText(commands)}${warned}`;
    })
    .join("\n");
}

/**
 * The lines of a plan as one: a comment introduces what follows it. Examples in the languages of clients, and here-documents, are no part of one line and
 * are left to the other outputs.
 */
function commandText(commands: readonly string[]): string {
  const end = commands.findIndex((line) => /^# (?:Go|Java|Node\.js|Python)$|<</.test(line));
  const shown = end < 0 ? commands : commands.slice(0, end);
  const joined = shown.map((line, index) => {
    if (line.startsWith("#")) return `${line.replace(/^#\s*/, "")} `;
    const next = shown[index + 1];
    if (next === undefined) return line;
    return `${line}${next.startsWith("#") || looksOnly.test(line) ? "; " : " && "}`;
  });
  const whole = end < 0 ? joined : [...joined, `${joined.length === 0 ? "" : "; "}the rest is in --output markdown`];
  return whole.length === 0 ? "" : `: ${whole.join("").trimEnd()}`;
}

/** They fail where they find nothing, or find a difference, and what follows is to be run all the same. */
const looksOnly = /\b(?:grep|diff)\b/;
