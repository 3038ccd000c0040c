import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodeSnapshot, PartName, PartValues } from "../model/node-snapshot.ts";
import type { Observation } from "../model/observation.ts";
import type { Reading } from "../model/reading.ts";
import type { Signal } from "../model/signal.ts";
import type { Check } from "./check.ts";

/** One situation of a node and what a check must say of it. */
export interface CheckCase {
  /** Ends the sentence "<check id>: …". */
  readonly name: string;
  /** Which member it is about, where one file declares several. */
  readonly id?: string;
  readonly now: CaseParts;
  /** The first sample; without it there is one sample only. */
  readonly earlier?: CaseParts;
  readonly windowSeconds?: number;
  readonly settings?: Readonly<Record<string, number>>;
  /** Every signal in order, with the fields that matter to the case. */
  readonly says: readonly Partial<Signal>[];
}

/** Values of present parts; `missing` stands for a part that could not be read. */
export type CaseParts = { readonly [P in PartName]?: PartValues[P] | typeof missing };

export const missing = "missing";

export const caseTakenAtMs = Date.UTC(2026, 0, 15, 12, 0, 0);

export function testCheck(check: Check, cases: readonly CheckCase[]): void {
  for (const checkCase of cases.filter(({ id }) => id === undefined || id === check.id)) {
    test(`${check.id}: ${checkCase.name}`, () => {
      const signals = judgeCase(check, checkCase);
      assert.equal(signals.length, checkCase.says.length, JSON.stringify(signals, undefined, 2));
      for (const [index, expected] of checkCase.says.entries()) {
        const signal = signals[index]!;
        const mentioned = Object.fromEntries(Object.keys(expected).map((key) => [key, signal[key as keyof Signal]]));
        assert.deepEqual(mentioned, expected, signal.line);
      }
    });
  }
}

export function judgeCase(check: Check, { now, earlier, windowSeconds = 2, settings }: CheckCase): readonly Signal[] {
  const later = snapshotOf(now, caseTakenAtMs);
  const observation: Observation =
    earlier === undefined ? { now: later } : { now: later, earlier: snapshotOf(earlier, caseTakenAtMs - windowSeconds * 1000) };
  return check.judge(observation, settings);
}

export function snapshotOf(parts: CaseParts, takenAtMs: number): NodeSnapshot {
  const readings = Object.entries(parts).map(([part, value]): [string, Reading<unknown>] => [
    part,
    value === missing
      ? { status: "forbidden", reason: `no permission to read ${part}`, source: part, takenAtMs }
      : { status: "present", value, source: part, takenAtMs },
  ]);
  return { node: "node-a", takenAtMs, monotonicMs: takenAtMs, parts: Object.fromEntries(readings) };
}

/** Counters of as many CPUs as there are values; the others of a table of counters stay away. */
export function cpuCounters(...rows: readonly Readonly<Record<string, number>>[]): PartValues["cpuCounters"] {
  return { origin: "procfs", perCpu: rows.map((counters, cpu) => ({ cpu, counters })) };
}
