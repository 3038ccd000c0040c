import type { NodeFacts } from "../../model/node-facts.ts";
import type { CauseId, Confidence, Diagnosis, LimitId, LookAlikeId, Severity } from "../../model/verdict.ts";

/** How one node of many is, in as few figures as can be read in a list. */
export interface NodeCondition {
  readonly facts: NodeFacts;
  readonly isLive: boolean;
  /** What speaks for it, where that is a bundle. */
  readonly bundleId?: string;
  readonly isRedacted: boolean;
  readonly takenAtMs: number;
  readonly severity: Severity;
  readonly limit: LimitId;
  readonly confidence: Confidence;
  /** The likeliest, where the table fills. */
  readonly cause?: CauseId;
  readonly lookAlikes: readonly LookAlikeId[];
  readonly summary: string;
  readonly use?: TableUse;
  /** As it grew within the window: a straight line, or what a watched series says. */
  readonly secondsToFull?: number;
  readonly workloads: readonly HoldingWorkload[];
  /** Checks that could not be evaluated. */
  readonly notEvaluated: number;
}

export interface TableUse {
  readonly entries: number;
  /** Missing where the table has none. */
  readonly limit?: number;
  readonly ratio?: number;
}

/** Who holds a part of the table. */
export interface HoldingWorkload {
  readonly name: string;
  readonly share: number;
  /** It is an address and no name: that of another host on every node. */
  readonly isAddress: boolean;
}

export interface AskedNode {
  readonly facts: NodeFacts;
  readonly isLive: boolean;
  readonly bundleId?: string;
  readonly isRedacted: boolean;
  readonly diagnosis: Diagnosis;
}

export function conditionOf({ diagnosis, ...node }: AskedNode): NodeCondition {
  const { verdict, takenAtMs, notEvaluated, culprits } = diagnosis;
  const cause = verdict.causes[0]?.id;
  const use = useOf(diagnosis);
  const secondsToFull = figureOf(diagnosis, "time-to-full")?.value;
  return {
    ...node,
    takenAtMs,
    severity: verdict.severity,
    limit: verdict.limit,
    confidence: verdict.confidence,
    ...(cause === undefined ? {} : { cause }),
    lookAlikes: verdict.lookAlikes.map(({ id }) => id),
    summary: verdict.summary,
    ...(use === undefined ? {} : { use }),
    ...(secondsToFull === undefined ? {} : { secondsToFull }),
    workloads: culprits.map(({ name, address, share }) => ({ name, share, isAddress: address === undefined || address === name })),
    notEvaluated: notEvaluated.length,
  };
}

function useOf(diagnosis: Diagnosis): TableUse | undefined {
  const { value: entries, limit } = figureOf(diagnosis, "usage") ?? {};
  if (entries === undefined) return undefined;
  return limit === undefined ? { entries } : { entries, limit, ratio: entries / limit };
}

/** The check's own figures, which its evidence carries. */
function figureOf({ evidence }: Diagnosis, check: string) {
  return evidence.find(({ type }) => type === check);
}
