import type { Signal } from "../model/signal.ts";

/** The signals of one observation by check. What was not evaluated is no evidence, for or against. */
export class SignalView {
  private readonly byCheck: ReadonlyMap<string, readonly Signal[]>;

  constructor(signals: readonly Signal[]) {
    this.byCheck = Map.groupBy(signals, ({ id }) => id);
  }

  /** Undefined when the check could not look, or not at everything: then nobody knows what it would have seen. */
  of(check: string): readonly Signal[] | undefined {
    const signals = this.byCheck.get(check);
    return signals === undefined || signals.some(({ level }) => level === "not-evaluated") ? undefined : signals;
  }

  /** What the check did see, even if not everything: enough to say that something is there, never that it is not. */
  seen(check: string): readonly Signal[] {
    return (this.byCheck.get(check) ?? []).filter(({ level }) => level !== "not-evaluated");
  }

  whyNot(check: string): string {
    const line = this.byCheck.get(check)?.find(({ level }) => level === "not-evaluated")?.line;
    return line === undefined ? "the check was not made" : line.replace(/^\[INFO\] /, "");
  }
}
