import { increaseOfU32 } from "../../model/increase-of-u32.ts";
import type { Counters, CpuCounters } from "../../model/node-snapshot.ts";

/** What one more reading of the counters showed. */
export interface CounterStep {
  /** Over all CPUs since the reading before; undefined by the first one, and where nothing can be compared. */
  readonly increases?: Counters;
  /** In words for a person, where something happened to the counters themselves. */
  readonly remark?: string;
}

/**
 * Sums over all CPUs that go up alone: each 32-bit counter is followed over its wrap-around and over being set back to zero. They begin at what the kernel had
 * counted when it was first read, so that they are the kernel's own numbers for as long as nothing wraps.
 */
export class CounterTotals {
  private before: CpuCounters | undefined;
  private readonly sums = new Map<string, number>();

  add(reading: CpuCounters): CounterStep {
    const { before } = this;
    this.before = reading;
    if (before === undefined) {
      for (const { counters } of reading.perCpu) this.addAll(counters);
      return {};
    }
    const rows = comparableRows(before, reading);
    const increases: Record<string, number> = {};
    let wasReset = false;
    for (const [earlier, counters] of rows) {
      for (const [name, value] of Object.entries(counters)) {
        const from = earlier[name];
        if (from === undefined) continue;
        const step = increaseOfU32(from, value);
        increases[name] = (increases[name] ?? 0) + step.increase;
        wasReset ||= step.wasReset;
      }
    }
    this.addAll(increases);
    const hasOtherRows = rows.length !== reading.perCpu.length || before.perCpu.length !== reading.perCpu.length;
    if (hasOtherRows) return { remark: "the set of CPUs changed: what was counted meanwhile is missing from the sums" };
    return {
      increases,
      ...(wasReset ? { remark: "the counters were set back to zero: what they counted before that is kept in the sums" } : {}),
    };
  }

  /** Undefined before the first reading. */
  totals(): Counters | undefined {
    return this.before === undefined ? undefined : Object.fromEntries(this.sums);
  }

  private addAll(counters: Counters): void {
    for (const [name, value] of Object.entries(counters)) this.sums.set(name, (this.sums.get(name) ?? 0) + value);
  }
}

/** Rows of procfs carry no id that can be trusted: with another number of them, the third may be another CPU than it was. */
function comparableRows(before: CpuCounters, reading: CpuCounters): readonly (readonly [Counters, Counters])[] {
  if (before.origin !== reading.origin) return [];
  if (reading.origin !== "ctnetlink" && before.perCpu.length !== reading.perCpu.length) return [];
  const earlier = new Map(before.perCpu.map(({ cpu, counters }) => [cpu, counters]));
  return reading.perCpu.flatMap(({ cpu, counters }) => {
    const own = earlier.get(cpu);
    return own === undefined ? [] : [[own, counters] as const];
  });
}
