export type SignalLevel = "ok" | "notice" | "warning" | "issue" | "not-evaluated";

/** What one check has to say. A check may have several subjects (interfaces, namespaces) and says one signal for each. */
export interface Signal {
  /** The id of the check. */
  readonly id: string;
  /** What it is about where a check has several: an interface, a namespace. */
  readonly subject?: string;
  readonly level: SignalLevel;
  /** The whole line as shown to people, with its `[OK]`, `[WARN]` or `[ISSUE]`. */
  readonly line: string;
  readonly value?: number;
  readonly limit?: number;
  /** Of something that happened: how long before the reading, where that is known. */
  readonly ageSeconds?: number;
  readonly source: string;
  readonly takenAtMs: number;
  /** What the reading behind it covers only in part, in the collector's words. */
  readonly remarks?: readonly string[];
}

/** The worst first; `not-evaluated` is no rank among them. */
export const signalLevelRank = { issue: 3, warning: 2, notice: 1, ok: 0, "not-evaluated": -1 } as const satisfies Record<
  SignalLevel,
  number
>;
