import type { Check } from "../../checks/check.ts";
import { checks } from "../../checks/index.ts";
import type { CheckSettings } from "../../checks/run-checks.ts";
import type { CheckLevel } from "../../model/agent-status.ts";
import type { Observation } from "../../model/observation.ts";
import { type Signal, signalLevelRank } from "../../model/signal.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import type { Logger } from "../../platform/logger.ts";
import { diagnoseSignals } from "../../report/diagnosis.ts";

export interface NodeJudgement {
  readonly diagnosis: Diagnosis;
  readonly levels: readonly CheckLevel[];
}

/** The verdict of what was observed, and how each check stands. */
export function judgeNode(
  observation: Observation,
  settings: CheckSettings,
  logger: Logger,
  catalogue: readonly Check[] = checks,
): NodeJudgement {
  const signals = catalogue.flatMap((check) => guarded(check, observation, settings, logger));
  return { diagnosis: diagnoseSignals(observation, signals, "live"), levels: levelsOf(signals) };
}

/** A check that a bug ends is one that could not look; the others say what they see. */
function guarded(check: Check, observation: Observation, settings: CheckSettings, logger: Logger): readonly Signal[] {
  try {
    return check.judge(observation, settings[check.id]);
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    logger.error(`the check ${check.id} ran into a bug of this program`, {
      because: what,
      stack: error instanceof Error ? error.stack : undefined,
    });
    return [check.skip(observation, `a bug of this program: ${what}`)];
  }
}

function levelsOf(signals: readonly Signal[]): readonly CheckLevel[] {
  const worst = new Map<string, CheckLevel["level"]>();
  for (const { id, level } of signals) {
    const before = worst.get(id);
    if (before === undefined || signalLevelRank[level] > signalLevelRank[before]) worst.set(id, level);
  }
  return Array.from(worst, ([check, level]) => ({ check, level }));
}
