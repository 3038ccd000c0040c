import type { Forecast } from "../model/forecast.ts";
import type { NodeSnapshot, PartName, PartValues } from "../model/node-snapshot.ts";
import { type Observation, windowSecondsOf } from "../model/observation.ts";
import { isPresent, type Present } from "../model/reading.ts";
import type { Signal, SignalLevel } from "../model/signal.ts";

/** One sign of trouble, declared once: the check itself, its doc page, its alert and its help are made from this. */
export interface CheckDeclaration<Needs extends PartName, Uses extends PartName, Thresholds extends ThresholdTable> extends CheckText {
  readonly needs: readonly Needs[];
  /** Parts that make the answer better and that it can do without. */
  readonly uses?: readonly Uses[];
  readonly thresholds: Thresholds;
  evaluate(evidence: Evidence<Needs, Uses>, thresholds: ThresholdValues<Thresholds>): readonly SignalDraft[];
}

/** What a check says about itself, for its page and for help. */
export interface CheckText {
  /** Stable for ever: in JSON, metrics, alerts and settings. */
  readonly id: string;
  /** The words that its line begins with when it was not evaluated. */
  readonly title: string;
  /** What its line reports, and where the number comes from. */
  readonly says: string;
  /** Why it matters to an operator. */
  readonly why: string;
  /** The wrong conclusion this sign invites. */
  readonly doesNotMean: string;
  /** What to run next when it fires. */
  readonly nextCommand: string;
  /** `dump` needs the table walked, `wide` the files of every network namespace; both are only made when asked. */
  readonly cost: "cheap" | "wide" | "dump";
  /** `increase` is judged between two samples; one sample of a cumulative counter proves nothing about today. */
  readonly judges: "state" | "increase";
  /** When it says each level; a level that is missing here is never said. */
  readonly levels: Readonly<Partial<Record<FiringLevel, string>>>;
}

export type FiringLevel = "notice" | "warning" | "issue";

export type ThresholdTable = Readonly<Record<string, Threshold>>;

export interface Threshold {
  readonly default: number;
  readonly unit: "ratio" | "count" | "seconds" | "per-second";
  /** Where the default comes from. */
  readonly source: string;
}

export type ThresholdValues<T extends ThresholdTable> = { readonly [K in keyof T]: number };

/** The parts a check asked for, all present; `earlier` has those parts of the first sample when there are two. */
export interface Evidence<Needs extends PartName, Uses extends PartName = never> {
  readonly now: PresentParts<Needs> & Partial<PresentParts<Uses>>;
  readonly earlier?: PresentParts<Needs> & Partial<PresentParts<Uses>>;
  /** Seconds between the two readings of the first part it needs, by the clock that never jumps; 0 with one sample. */
  readonly windowSeconds: number;
  readonly takenAtMs: number;
  /** Of a node that is watched. */
  readonly forecast?: Forecast;
}

export type PresentParts<Needs extends PartName> = { readonly [P in Needs]: Present<PartValues[P]> };

export type SignalDraft = JudgedDraft | UnjudgedDraft;

export interface JudgedDraft {
  readonly level: "ok" | FiringLevel;
  /** The sentence after the `[OK]`, `[WARN]` or `[ISSUE]`. */
  readonly text: string;
  readonly subject?: string;
  readonly value?: number;
  readonly limit?: number;
  readonly ageSeconds?: number;
}

export interface UnjudgedDraft {
  readonly level: "not-evaluated";
  /** Ends the sentence "<title>: not evaluated: …". */
  readonly because: string;
  readonly subject?: string;
}

export interface Check extends CheckText {
  readonly needs: readonly PartName[];
  readonly uses: readonly PartName[];
  readonly thresholds: ThresholdTable;
  judge(observation: Observation, settings?: Readonly<Record<string, number>>): readonly Signal[];
  /** The signal of a check that was not made. */
  skip(observation: Observation, because: string): Signal;
}

export function defineCheck<const Needs extends PartName, const Thresholds extends ThresholdTable, const Uses extends PartName = never>(
  declaration: CheckDeclaration<Needs, Uses, Thresholds>,
): Check {
  return {
    ...declaration,
    uses: declaration.uses ?? [],
    judge: (observation, settings = {}) => judge(declaration, observation, settings),
    skip: ({ now }, because) => toSignal(declaration, { level: "not-evaluated", because }, declaration.needs.join(", "), now.takenAtMs),
  };
}

function judge<Needs extends PartName, Uses extends PartName, Thresholds extends ThresholdTable>(
  declaration: CheckDeclaration<Needs, Uses, Thresholds>,
  observation: Observation,
  settings: Readonly<Record<string, number>>,
): readonly Signal[] {
  const { earlier, now, forecast } = observation;
  const gap = firstGap(declaration.needs, now);
  if (gap !== undefined) return [toSignal(declaration, { level: "not-evaluated", because: gap.because }, gap.source, gap.takenAtMs)];
  const nowParts = presentParts(declaration, now);
  const [decisive] = declaration.needs;
  const windowSeconds = decisive === undefined ? 0 : windowSecondsOf(observation, decisive);
  const hasEarlier = earlier !== undefined && windowSeconds > 0 && firstGap(declaration.needs, earlier) === undefined;
  const evidence: Evidence<Needs, Uses> = {
    now: nowParts,
    ...(hasEarlier ? { earlier: presentParts(declaration, earlier) } : {}),
    windowSeconds: hasEarlier ? windowSeconds : 0,
    takenAtMs: now.takenAtMs,
    ...(forecast === undefined ? {} : { forecast }),
  };
  const thresholds = Object.fromEntries(
    Object.entries(declaration.thresholds).map(([name, threshold]) => [name, settings[name] ?? threshold.default]),
  ) as ThresholdValues<Thresholds>; // the same keys, each with a number
  const readings = declaration.needs.map((part): Present<unknown> => nowParts[part]);
  const source = readings.map((reading) => reading.source).join(", ");
  const takenAtMs = Math.max(...readings.map((reading) => reading.takenAtMs));
  const remarks = readings.flatMap((reading) => reading.remarks ?? []);
  return declaration
    .evaluate(evidence, thresholds)
    .map((draft) => ({ ...toSignal(declaration, draft, source, takenAtMs), ...(remarks.length === 0 ? {} : { remarks }) }));
}

/** To be called for a snapshot in which every needed part is present. */
function presentParts<Needs extends PartName, Uses extends PartName, Thresholds extends ThresholdTable>(
  { needs, uses = [] }: CheckDeclaration<Needs, Uses, Thresholds>,
  { parts }: NodeSnapshot,
): Evidence<Needs, Uses>["now"] {
  const helpful = uses.filter((part) => isPresent<unknown>(parts[part]));
  // The caller has shown every needed part present, and `helpful` holds only present ones.
  return Object.fromEntries([...needs, ...helpful].map((part) => [part, parts[part]])) as Evidence<Needs, Uses>["now"];
}

const prefixOf = {
  ok: "[OK]",
  notice: "[OK]",
  warning: "[WARN]",
  issue: "[ISSUE]",
  "not-evaluated": "[INFO]",
} as const satisfies Record<SignalLevel, string>;

function toSignal({ id, title }: CheckText, draft: SignalDraft, source: string, takenAtMs: number): Signal {
  const subject = draft.subject === undefined ? {} : { subject: draft.subject };
  const prefix = prefixOf[draft.level];
  if (draft.level === "not-evaluated") {
    const about = draft.subject === undefined ? title : `${title} (${draft.subject})`;
    return { id, ...subject, level: draft.level, line: `${prefix} ${about}: not evaluated: ${draft.because}`, source, takenAtMs };
  }
  return {
    id,
    ...subject,
    level: draft.level,
    line: `${prefix} ${draft.text}`,
    ...(draft.value === undefined ? {} : { value: draft.value }),
    ...(draft.limit === undefined ? {} : { limit: draft.limit }),
    ...(draft.ageSeconds === undefined ? {} : { ageSeconds: draft.ageSeconds }),
    source,
    takenAtMs,
  };
}

interface Gap {
  readonly because: string;
  readonly source: string;
  readonly takenAtMs: number;
}

function firstGap(needs: readonly PartName[], snapshot: NodeSnapshot): Gap | undefined {
  for (const part of needs) {
    const reading = snapshot.parts[part];
    if (isPresent<unknown>(reading)) continue;
    if (reading === undefined) return { because: `${part} was not read`, source: part, takenAtMs: snapshot.takenAtMs };
    return { because: reading.reason, source: reading.source, takenAtMs: reading.takenAtMs };
  }
  return undefined;
}
