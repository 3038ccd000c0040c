import { findVictims } from "../analysis/victims.ts";
import { runChecks } from "../checks/run-checks.ts";
import { type Observation, windowSecondsOf } from "../model/observation.ts";
import { isPresent, type Reading } from "../model/reading.ts";
import type { Signal } from "../model/signal.ts";
import { stableId } from "../model/stable-id.ts";
import type { Diagnosis, Evidence } from "../model/verdict.ts";
import type { Victim } from "../model/victim.ts";
import { choosePlans } from "../remedies/choose-plans.ts";
import { approachedLimit } from "../verdict/approached-limit.ts";
import { type ClaimName, claims } from "../verdict/claims.ts";
import { type Judgement, judge } from "../verdict/judge.ts";
import { observedAt } from "./check-report.ts";
import { harmlessText } from "./harmless-text.ts";

/**
 * From the readings of a node to what is wrong with it, in one step; the same for a live node and for any bundle. The remarks are those on the bundle
 * itself; each reading has its own.
 */
export function diagnoseObservation(observation: Observation, origin: string, remarks: readonly string[] = []): Diagnosis {
  return diagnoseSignals(observation, runChecks(observation, { full: true }), origin, remarks);
}

/** The same of signals that were found already: those of every check. */
export function diagnoseSignals(
  observation: Observation,
  signals: readonly Signal[],
  origin: string,
  remarks: readonly string[] = [],
): Diagnosis {
  const { node, takenAtMs, windowSeconds } = observedAt(observation);
  const judgement = judge(signals, observation.now);
  const { verdict, culprits } = judgement;
  return {
    node,
    takenAtMs,
    windowSeconds,
    origin,
    verdict,
    evidence: evidenceOf(node, signals, judgement),
    notEvaluated: signals.filter(({ level }) => level === "not-evaluated").map(({ id, line }) => ({ check: id, because: becauseOf(line) })),
    remarks: [...new Set([...remarks, ...readingRemarks(observation)].map(harmlessText))],
    culprits,
    victims: victimsOf(observation),
    ...victimsWindow(observation),
    plans: plansFor(judgement, observation),
    guardrails: judgement.guardrails,
  };
}

/** They call workloads and pods as the cluster does; in commands only addresses stand. */
function plansFor({ verdict, culprits, decisive }: Judgement, observation: Observation): Diagnosis["plans"] {
  const limit = approachedLimit(verdict.limit, decisive);
  return choosePlans({ verdict: { ...verdict, limit }, culprits, observation }).map((plan) => ({
    ...plan,
    because: harmlessText(plan.because),
  }));
}

/** More of them are a number and no list. */
const mostVictims = 20;

function victimsOf(observation: Observation): readonly Victim[] {
  const [before, after] = [observation.earlier?.parts.podNetworks, observation.now.parts.podNetworks];
  if (!isPresent(before) || !isPresent(after)) return [];
  return findVictims(before.value, after.value, windowSecondsOf(observation, "podNetworks")).victims.slice(0, mostVictims);
}

function victimsWindow(observation: Observation): Pick<Diagnosis, "victimsWindowSeconds"> {
  if (observation.now.readAtMonotonicMs?.podNetworks === undefined) return {};
  return { victimsWindowSeconds: Math.round(windowSecondsOf(observation, "podNetworks") * 10) / 10 };
}

/** Both samples count: an increase rests on the earlier one as well. */
function readingRemarks({ earlier, now }: Observation): readonly string[] {
  const readings: readonly Reading<unknown>[] = [now, earlier].flatMap((sample) => Object.values(sample?.parts ?? {}));
  return readings.flatMap((reading) =>
    isPresent(reading) ? (reading.remarks ?? []).map((remark) => `${remark} (${reading.source})`) : [],
  );
}

function evidenceOf(node: string, signals: readonly Signal[], { decisive, against }: Judgement): readonly Evidence[] {
  const checksOf = (names: readonly ClaimName[]) => new Set<string>(names.flatMap((name) => claims[name].from));
  const speakFor = checksOf(decisive);
  const speakAgainst = checksOf(against);
  return signals
    .filter(({ id, level }) => level !== "not-evaluated" && (speakFor.has(id) || speakAgainst.has(id)))
    .map(
      (signal): Evidence => ({
        id: `E-${stableId(signal.id, node, signal.subject ?? "", signal.source)}`,
        type: signal.id,
        content: harmlessText(signal.line),
        ...(signal.value === undefined ? {} : { value: signal.value }),
        ...(signal.limit === undefined ? {} : { limit: signal.limit }),
        source: harmlessText(signal.source),
        takenAtMs: signal.takenAtMs,
        speaks: speakFor.has(signal.id) ? "for" : "against",
      }),
    )
    .toSorted((left, right) => Number(left.speaks === "against") - Number(right.speaks === "against"));
}

/** What stands behind "not evaluated:" in a signal's line. */
function becauseOf(line: string): string {
  const marker = "not evaluated: ";
  const at = line.indexOf(marker);
  return harmlessText(at < 0 ? line : line.slice(at + marker.length));
}
