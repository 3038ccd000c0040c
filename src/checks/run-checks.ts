import type { Observation } from "../model/observation.ts";
import { type Signal, signalLevelRank } from "../model/signal.ts";
import type { Check } from "./check.ts";
import { checks } from "./index.ts";

export interface RunOptions {
  /** Also the checks that need the table walked, or every namespace read. */
  readonly full: boolean;
  /** Thresholds that differ from their defaults: check id, then threshold name. */
  readonly settings?: CheckSettings;
  /** Only these ids; all when missing. */
  readonly only?: readonly string[];
}

export type CheckSettings = Readonly<Record<string, Readonly<Record<string, number>>>>;

export type CheckStatus = "ok" | "notice" | "warning" | "issue" | "unknown";

/** Every selected check says at least one signal: one that could not look says `not-evaluated`. */
export function runChecks(observation: Observation, options: RunOptions): readonly Signal[] {
  return selectChecks(options).flatMap((check) =>
    check.cost !== "cheap" && !options.full
      ? [check.skip(observation, whyNotMade[check.cost])]
      : check.judge(observation, options.settings?.[check.id]),
  );
}

const whyNotMade = {
  dump: "needs a walk of the table (--full)",
  wide: "needs every network namespace read (--full)",
} as const satisfies Record<Exclude<Check["cost"], "cheap">, string>;

export function selectChecks({ only }: Pick<RunOptions, "only">): readonly Check[] {
  return only === undefined ? checks : checks.filter(({ id }) => only.includes(id));
}

/** The worst level; `unknown` when the usage itself could not be read, whatever else was, and when nothing was evaluated at all. */
export function checkStatus(signals: readonly Signal[]): CheckStatus {
  let worst: CheckStatus = "unknown";
  for (const { id, level } of signals) {
    if (level === "not-evaluated") {
      if (id === "usage") return "unknown";
    } else if (worst === "unknown" || signalLevelRank[level] > signalLevelRank[worst]) {
      worst = level;
    }
  }
  return worst;
}
