import type { Signal } from "../model/signal.ts";
import type { SignalView } from "./signal-view.ts";

/** One thing that is so or is not, read off the signals of some checks. */
export interface Claim {
  /** As a sentence's end: "… because the table is at its limit". */
  readonly says: string;
  readonly from: readonly string[];
  /** Undefined when the checks could not look. */
  holds(view: SignalView): boolean | undefined;
}

/** Some signal of the check is so. One that was not evaluated may be so as well, and so the answer "no" needs all of them. */
export function someSignal(check: string, says: string, isSo: (signal: Signal) => boolean): Claim {
  return {
    says,
    from: [check],
    holds: (view) => (view.seen(check).some(isSo) ? true : view.of(check) === undefined ? undefined : false),
  };
}

/** Every signal of the check is so, and all were evaluated. */
export function everySignal(check: string, says: string, isSo: (signal: Signal) => boolean): Claim {
  return {
    says,
    from: [check],
    holds: (view) => (view.seen(check).some((signal) => !isSo(signal)) ? false : view.of(check) === undefined ? undefined : true),
  };
}

/** Two checks of one number each, compared. */
export function comparedSignals<const Checks extends readonly [string, ...string[]]>(
  checks: Checks,
  says: string,
  isSo: (...values: { readonly [K in keyof Checks]: number }) => boolean,
): Claim {
  return {
    says,
    from: checks,
    holds(view) {
      const values: number[] = [];
      for (const check of checks) {
        const signals = view.of(check);
        if (signals === undefined) return undefined;
        values.push(signals.reduce((sum, { value }) => sum + (value ?? 0), 0));
      }
      return isSo(...(values as { readonly [K in keyof Checks]: number })); // one value was pushed for each check
    },
  };
}

/** The part of its limit that a signal speaks of; NaN without a limit, which is then neither full nor empty. */
export function ratioOf({ value, limit }: Signal): number {
  return value === undefined || limit === undefined || limit === 0 ? Number.NaN : value / limit;
}

export function rose(check: string, says: string, atLeast = 1): Claim {
  return someSignal(check, says, ({ value }) => (value ?? 0) >= atLeast);
}

export function still(check: string, says: string): Claim {
  return everySignal(check, says, ({ value }) => (value ?? 0) === 0);
}

export function atLevel(check: string, says: string, ...levels: readonly Signal["level"][]): Claim {
  return someSignal(check, says, ({ level }) => levels.includes(level));
}
