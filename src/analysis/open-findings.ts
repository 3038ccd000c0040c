import { type Signal, type SignalLevel, signalLevelRank } from "../model/signal.ts";
import { stableId } from "../model/stable-id.ts";

/** A signal at warning or issue, for as long as it is there. */
export interface OpenFinding {
  /** The same on every machine and every day for the same check and subject. */
  readonly id: string;
  readonly signal: Signal;
  readonly openedAtMs: number;
  readonly worst: Signal;
}

export type FindingChange =
  | { readonly kind: "opened"; readonly finding: OpenFinding }
  /** It is worse than it ever was since it opened; told at most once, since warning and issue are all that there is. */
  | { readonly kind: "worsened"; readonly finding: OpenFinding }
  | {
      readonly kind: "closed";
      readonly finding: OpenFinding;
      readonly closedAtMs: number;
      /** From its opening to the first look at which it was quiet. */
      readonly lastedSeconds: number;
    };

export interface LookTime {
  /** For showing. */
  readonly atMs: number;
  /** By a clock that never jumps. */
  readonly monotonicMs: number;
}

/**
 * Which findings are open, from one look at the signals to the next. One opens at the first warning or issue, because a refused packet is a fact, and closes
 * when it was quiet at `quietLooks` looks in a row: a signal that comes and goes is one finding and not a hundred. A look at which its check could not be
 * evaluated is neither, and leaves it as it is.
 */
export class OpenFindings {
  private readonly quietLooks: number;
  private readonly open = new Map<string, TrackedFinding>();

  constructor(quietLooks = 3) {
    this.quietLooks = quietLooks;
  }

  /** Those open, oldest first. */
  list(): readonly OpenFinding[] {
    return [...this.open.values()].map(({ finding }) => finding);
  }

  look(signals: readonly Signal[], time: LookTime): readonly FindingChange[] {
    const changes: FindingChange[] = [];
    const seen = new Set<string>();
    const evaluated = new Set<string>();
    for (const signal of signals) {
      if (signal.level !== "not-evaluated") evaluated.add(signal.id);
      if (!fires(signal.level)) continue;
      const id = findingId(signal);
      seen.add(id);
      const tracked = this.open.get(id);
      if (tracked === undefined) changes.push(this.begin(id, signal, time));
      else changes.push(...goOn(tracked, signal));
    }
    for (const [id, tracked] of this.open) {
      // A subject that is gone, a namespace say, has no signal any more, but its check had others to say something of.
      if (seen.has(id) || !this.isQuiet(tracked, signals, evaluated)) continue;
      tracked.quietSince ??= time;
      if (++tracked.quiet < this.quietLooks) continue;
      this.open.delete(id);
      const { finding, quietSince, openedMonotonicMs } = tracked;
      const lastedSeconds = Math.max(0, quietSince.monotonicMs - openedMonotonicMs) / 1000;
      changes.push({ kind: "closed", finding, closedAtMs: time.atMs, lastedSeconds });
    }
    return changes;
  }

  private begin(id: string, signal: Signal, { atMs, monotonicMs }: LookTime): FindingChange {
    const finding = { id, signal, openedAtMs: atMs, worst: signal };
    this.open.set(id, { finding, openedMonotonicMs: monotonicMs, quiet: 0, quietSince: undefined });
    return { kind: "opened", finding };
  }

  private isQuiet({ finding }: TrackedFinding, signals: readonly Signal[], evaluated: ReadonlySet<string>): boolean {
    const own = signals.find((signal) => findingId(signal) === finding.id);
    return own === undefined ? evaluated.has(finding.signal.id) : own.level !== "not-evaluated";
  }
}

interface TrackedFinding {
  finding: OpenFinding;
  readonly openedMonotonicMs: number;
  quiet: number;
  quietSince: LookTime | undefined;
}

function goOn(tracked: TrackedFinding, signal: Signal): readonly FindingChange[] {
  const { finding } = tracked;
  const isWorse = signalLevelRank[signal.level] > signalLevelRank[finding.worst.level];
  tracked.finding = { ...finding, signal, worst: isWorse ? signal : finding.worst };
  tracked.quiet = 0;
  tracked.quietSince = undefined;
  return isWorse ? [{ kind: "worsened", finding: tracked.finding }] : [];
}

function fires(level: SignalLevel): boolean {
  return signalLevelRank[level] >= signalLevelRank.warning;
}

function findingId({ id, subject }: Signal): string {
  return stableId("finding", id, ...(subject === undefined ? [] : [subject]));
}
