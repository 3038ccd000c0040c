import type { NodeSnapshot, PartName, PartValues } from "../model/node-snapshot.ts";
import { isPresent, type Present } from "../model/reading.ts";
import type { Signal, SignalLevel } from "../model/signal.ts";

/** One sign of trouble, declared once: the check itself, its doc page, its alert and its help are made from this. */
export interface CheckDeclaration<Needs extends PartName, Thresholds extends ThresholdTable> {
  readonly id: string;
  readonly title: string;
  /** Why it matters to an operator. */
  readonly why: string;
  /** The wrong conclusion this sign invites. */
  readonly doesNotMean: string;
  /** What to run next when it fires. */
  readonly nextCommand: string;
  readonly needs: readonly Needs[];
  /** `dump` needs the table walked and is only made when asked. */
  readonly cost: "cheap" | "dump";
  /** `increase` is judged between two samples; one sample of a cumulative counter proves nothing about today. */
  readonly judges: "state" | "increase";
  readonly thresholds: Thresholds;
  evaluate(evidence: Evidence<Needs>, thresholds: ThresholdValues<Thresholds>): readonly SignalDraft[];
}

export type ThresholdTable = Readonly<Record<string, Threshold>>;

export interface Threshold {
  readonly default: number;
  readonly unit: "ratio" | "count" | "seconds" | "per-second";
  /** Where the default comes from. */
  readonly source: string;
}

export type ThresholdValues<T extends ThresholdTable> = { readonly [K in keyof T]: number };

/** The parts a check asked for, all present; `earlier` has the same parts of the first sample when there are two. */
export interface Evidence<Needs extends PartName> {
  readonly now: PresentParts<Needs>;
  readonly earlier?: PresentParts<Needs>;
  /** Seconds between the two samples by the clock that never jumps; 0 with one sample. */
  readonly windowSeconds: number;
  readonly takenAtMs: number;
}

export type PresentParts<Needs extends PartName> = { readonly [P in Needs]: Present<PartValues[P]> };

export interface SignalDraft {
  readonly level: SignalLevel;
  /** The sentence after the `[OK]`, `[WARN]`, `[ISSUE]` or `[INFO]`. */
  readonly text: string;
  readonly subject?: string;
  readonly value?: number;
  readonly limit?: number;
}

export interface Check {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly doesNotMean: string;
  readonly nextCommand: string;
  readonly needs: readonly PartName[];
  readonly cost: "cheap" | "dump";
  readonly judges: "state" | "increase";
  readonly thresholds: ThresholdTable;
  judge(observation: Observation, settings?: Readonly<Record<string, number>>): readonly Signal[];
}

/** One sample of a node, or two with time between them. */
export interface Observation {
  readonly earlier?: NodeSnapshot;
  readonly now: NodeSnapshot;
}

export function defineCheck<const Needs extends PartName, const Thresholds extends ThresholdTable>(
  declaration: CheckDeclaration<Needs, Thresholds>,
): Check {
  return { ...declaration, judge: (observation, settings = {}) => judge(declaration, observation, settings) };
}

function judge<Needs extends PartName, Thresholds extends ThresholdTable>(
  declaration: CheckDeclaration<Needs, Thresholds>,
  { earlier, now }: Observation,
  settings: Readonly<Record<string, number>>,
): readonly Signal[] {
  const gap = firstGap(declaration.needs, now);
  if (gap !== undefined) return [notEvaluated(declaration, gap.because, gap.source, now.takenAtMs)];
  const nowParts = now.parts as PresentParts<Needs>; // firstGap has just shown that every needed part is present
  const earlierParts =
    earlier !== undefined && firstGap(declaration.needs, earlier) === undefined ? (earlier.parts as PresentParts<Needs>) : undefined;
  const source = declaration.needs.map((part) => nowParts[part].source).join(", ");
  const thresholds = Object.fromEntries(
    Object.entries(declaration.thresholds).map(([name, threshold]) => [name, settings[name] ?? threshold.default]),
  ) as ThresholdValues<Thresholds>;
  const evidence: Evidence<Needs> = {
    now: nowParts,
    ...(earlierParts === undefined ? {} : { earlier: earlierParts }),
    windowSeconds: earlier !== undefined && earlierParts !== undefined ? (now.monotonicMs - earlier.monotonicMs) / 1000 : 0,
    takenAtMs: now.takenAtMs,
  };
  return declaration.evaluate(evidence, thresholds).map((draft) => ({
    id: declaration.id,
    ...rest(draft),
    line: `${prefixOf[draft.level]} ${draft.text}`,
    source,
    takenAtMs: now.takenAtMs,
  }));
}

const prefixOf = {
  ok: "[OK]",
  notice: "[OK]",
  warning: "[WARN]",
  issue: "[ISSUE]",
  "not-evaluated": "[INFO]",
} as const satisfies Record<SignalLevel, string>;

function rest({ level, subject, value, limit }: SignalDraft): Pick<Signal, "level" | "subject" | "value" | "limit"> {
  return {
    level,
    ...(subject === undefined ? {} : { subject }),
    ...(value === undefined ? {} : { value }),
    ...(limit === undefined ? {} : { limit }),
  };
}

function firstGap(needs: readonly PartName[], snapshot: NodeSnapshot): { readonly because: string; readonly source: string } | undefined {
  for (const part of needs) {
    const reading = snapshot.parts[part];
    if (isPresent<unknown>(reading)) continue;
    if (reading === undefined) return { because: `${part} was not read`, source: part };
    return { because: reading.reason, source: reading.source };
  }
  return undefined;
}

function notEvaluated(
  declaration: { readonly id: string; readonly title: string },
  because: string,
  source: string,
  takenAtMs: number,
): Signal {
  return { id: declaration.id, level: "not-evaluated", line: `[INFO] ${declaration.title}: not evaluated: ${because}`, source, takenAtMs };
}
