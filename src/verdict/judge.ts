import type { NodeSnapshot } from "../model/node-snapshot.ts";
import type { Signal } from "../model/signal.ts";
import type { Culprit, Escalation, LimitId, LookAlikeId, Severity, StandingCause, StandingGuardrail, Verdict } from "../model/verdict.ts";
import { causes } from "./causes/index.ts";
import { type ClaimName, claims } from "./claims.ts";
import { causeCulprit, findCulprits, tableAtStake, tableHolders } from "./culprits.ts";
import { standingGuardrails } from "./guardrails.ts";
import { limits } from "./limits/index.ts";
import { lookAlikes } from "./look-alikes/index.ts";
import { noLimit } from "./no-limit.ts";
import { SignalView } from "./signal-view.ts";
import { standing, type Weighing, weigh } from "./weigh.ts";

/** A verdict with everything that was weighed for it. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly culprits: readonly Culprit[];
  readonly limits: readonly Weighing<LimitId>[];
  readonly lookAlikes: readonly Weighing<LookAlikeId>[];
  /** The claims that the verdict and its look-alikes and causes rest on. */
  readonly decisive: readonly ClaimName[];
  /** The claims of the limit that do not hold or that other limits failed on: what speaks against another verdict. */
  readonly against: readonly ClaimName[];
  /** What is not to be concluded from it. */
  readonly guardrails: readonly StandingGuardrail[];
}

export function judge(signals: readonly Signal[], now: NodeSnapshot): Judgement {
  const view = new SignalView(signals);
  const weighed = [...limits, noLimit].map((hypothesis) => weigh<LimitId>(hypothesis, view));
  const alikeWeighed = lookAlikes.map((hypothesis) => weigh(hypothesis, view));
  // What loses connections is told before what only will, however sure that is. That nothing is hit is believed only where no limit stands.
  const hit = standing(weighed.filter(({ hypothesis }) => hypothesis.id !== "none")).toSorted(
    (left, right) => Number(right.hypothesis.severity === "critical") - Number(left.hypothesis.severity === "critical"),
  );
  const top = hit[0] ?? standing(weighed.filter(({ hypothesis }) => hypothesis.id === "none"))[0];
  const alikes = standing(alikeWeighed);
  const limit: LimitId = top?.hypothesis.id ?? "unknown";
  const table = tableAtStake(limit, top?.decisive ?? []);
  const holders = table === "own" ? tableHolders(now) : undefined;
  const culprits = findCulprits(table, now, holders);
  const standingCauses = table === "own" ? standing(causes.map((hypothesis) => weigh(hypothesis, view))) : [];
  const verdict: Verdict = {
    limit,
    severity: severityOf(limit, top, alikes, view),
    confidence: top?.confidence ?? "low",
    summary: "",
    lookAlikes: alikes.map(({ hypothesis, confidence, decisive }) => ({ id: hypothesis.id, confidence, because: sentence(decisive) })),
    causes: standingCauses.map(({ hypothesis, confidence, decisive }): StandingCause => {
      const culprit = causeCulprit(hypothesis.id, now, holders);
      return { id: hypothesis.id, confidence, because: sentence(decisive), ...(culprit === undefined ? {} : pointedAt(culprit)) };
    }),
    escalation: distinctEscalations([top, ...alikes, ...standingCauses].flatMap((weighing) => weighing?.hypothesis.escalation ?? [])),
  };
  return {
    verdict: { ...verdict, summary: summaryOf(verdict, top, view) },
    culprits,
    limits: weighed,
    lookAlikes: alikeWeighed,
    decisive: [...new Set([top, ...alikes, ...standingCauses].flatMap((weighing) => weighing?.decisive ?? []))],
    against: [...new Set(weighed.flatMap(({ failing }) => failing))],
    guardrails: standingGuardrails([limit, ...[...verdict.lookAlikes, ...verdict.causes].map(({ id }) => id)], view),
  };
}

function pointedAt({ name: workload, kind: _, entries: __, ...where }: Culprit): Omit<StandingCause, "id" | "confidence" | "because"> {
  return { workload, ...where };
}

function severityOf(limit: LimitId, top: Weighing | undefined, alikes: readonly Weighing[], view: SignalView): Severity {
  if (top !== undefined && limit !== "none") return top.hypothesis.severity;
  if (alikes.some(({ confidence }) => confidence !== "low")) return "warning";
  if (limit === "unknown") return "unknown";
  const isNoticed =
    alikes.length > 0 ||
    view.seen("usage").some(({ level }) => level === "notice") ||
    // It was full a few minutes ago, or a table that nobody can see was.
    view.seen("table-full-log").some(({ level }) => level === "issue" || level === "warning") ||
    // Several pods try again and again, though no limit of this node is why.
    claims.podsTryAgain.holds(view) === true;
  return isNoticed ? "notice" : "ok";
}

function summaryOf(verdict: Verdict, top: Weighing | undefined, view: SignalView): string {
  const [cause] = verdict.causes;
  const why =
    cause === undefined
      ? ""
      : ` ${capital(cause.because)}${cause.workload === undefined ? "" : `, most of all ${cause.workload}`}${cause.pods === undefined ? "" : ` (${cause.pods} pods)`}.`;
  const alikes = verdict.lookAlikes.filter(({ confidence }) => confidence !== "low");
  const other = alikes.length === 0 ? "" : ` ${alikes.map(({ because }) => capital(because)).join("; ")}.`;
  if (top === undefined) {
    const missing = [
      ...new Set(
        noLimit.rules.flatMap(({ when }) => when).flatMap((name) => (claims[name].holds(view) === undefined ? claims[name].from : [])),
      ),
    ];
    const blind = missing.length === 0 ? "" : ` What could not be looked at: ${missing.join(", ")}.`;
    return `No limit is seen to be hit, and not everything could be looked at.${blind}${other}`;
  }
  return `${top.hypothesis.title}${figuresText(top.decisive, view)}: ${sentence(top.decisive)}.${why}${other}`;
}

/** Of the node's own table, unless what decides speaks of those of pods alone. */
function figuresText(decisive: readonly ClaimName[], view: SignalView): string {
  const checks = decisive.flatMap((name) => claims[name].from);
  const isOfPods = checks.includes("pod-tables") && !checks.includes("usage");
  const [fullest] = isOfPods ? view.seen("pod-tables") : view.seen("usage");
  if (fullest?.value === undefined) return "";
  const where = isOfPods && fullest.subject !== undefined ? `${fullest.subject}: ` : "";
  return ` (${where}${fullest.value}${fullest.limit === undefined ? "" : ` of ${fullest.limit}`} entries)`;
}

/** The claims as one sentence without its capital. */
function sentence(names: readonly ClaimName[]): string {
  const said = names.map((name) => claims[name].says);
  return said.length <= 1 ? (said[0] ?? "") : `${said.slice(0, -1).join(", ")} and ${said.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function distinctEscalations(escalations: readonly Escalation[]): readonly Escalation[] {
  return [...new Map(escalations.map((escalation) => [`${escalation.to} ${escalation.because}`, escalation])).values()];
}
