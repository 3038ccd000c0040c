import { increaseOfU32 } from "../model/increase-of-u32.ts";
import type { Counters, CpuCounters } from "../model/node-snapshot.ts";

/** What a cumulative counter did between two samples, or why that cannot be said. */
export type CounterIncrease =
  | { readonly kind: "increase"; readonly increase: number; readonly total: number; readonly wasReset: boolean }
  /** One sample: how far it has counted says nothing about today. */
  | { readonly kind: "cumulative"; readonly total: number }
  | { readonly kind: "incomparable"; readonly because: string };

/** A 64-bit counter never wraps within the life of a driver; a decrease means that the driver was loaded or reset in between. */
export function increaseOfU64(earlier: number, later: number): { readonly increase: number; readonly wasReset: boolean } {
  return later < earlier ? { increase: later, wasReset: true } : { increase: later - earlier, wasReset: false };
}

/** One counter over all CPUs. The CPUs are compared one by one before they are added, because each wraps for itself. */
export function cpuCounterIncrease(name: string, earlier: CpuCounters | undefined, later: CpuCounters): CounterIncrease {
  const rows = later.perCpu.flatMap(({ cpu, counters }) => {
    const value = counters[name];
    return value === undefined ? [] : [{ cpu, value }];
  });
  return increaseOverRows(
    rows,
    earlier?.perCpu.flatMap(({ cpu, counters }) => {
      const value = counters[name];
      return value === undefined ? [] : [{ cpu, value }];
    }),
    `this kernel does not count ${name}`,
  );
}

export interface CounterRow {
  readonly cpu: number;
  readonly value: number;
}

/** Rows of u32 counters, one a CPU. */
export function increaseOverRows(
  rows: readonly CounterRow[],
  earlierRows: readonly CounterRow[] | undefined,
  whenEmpty = "no CPU has this counter",
): CounterIncrease {
  if (rows.length === 0) return { kind: "incomparable", because: whenEmpty };
  const total = rows.reduce((sum, { value }) => sum + value, 0);
  if (earlierRows === undefined) return { kind: "cumulative", total };
  // Rows of procfs may carry no CPU id: with another number of them, the third row may be another CPU than it was.
  if (earlierRows.length !== rows.length) return { kind: "incomparable", because: "the set of CPUs changed between the two samples" };
  const earlierByCpu = new Map(earlierRows.map(({ cpu, value }) => [cpu, value]));
  let increase = 0;
  let wasReset = false;
  for (const { cpu, value } of rows) {
    const before = earlierByCpu.get(cpu);
    if (before === undefined) return { kind: "incomparable", because: "the set of CPUs changed between the two samples" };
    const step = increaseOfU32(before, value);
    increase += step.increase;
    wasReset ||= step.wasReset;
  }
  return { kind: "increase", increase, total, wasReset };
}

/** One 64-bit counter of a set, such as an interface's or a protocol's statistics. */
export function counterIncrease(name: string, earlier: Counters | undefined, later: Counters): CounterIncrease {
  const total = later[name];
  if (total === undefined) return { kind: "incomparable", because: `${name} is not among the counters` };
  if (earlier === undefined) return { kind: "cumulative", total };
  const before = earlier[name];
  if (before === undefined) return { kind: "incomparable", because: `${name} was not among the counters of the first sample` };
  return { kind: "increase", total, ...increaseOfU64(before, total) };
}
