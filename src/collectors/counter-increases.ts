import { increaseOfU32 } from "../model/increase-of-u32.ts";
import type { Counters, CpuCounters } from "../model/node-snapshot.ts";

/**
 * What every counter did between two readings, over all CPUs. The CPUs are compared one by one before they are added, because each wraps for itself;
 * undefined where the set of CPUs is another, since rows may carry no id and the third may be another CPU than it was.
 */
export function counterIncreases(earlier: CpuCounters, later: CpuCounters): Counters | undefined {
  if (earlier.origin !== later.origin || earlier.perCpu.length !== later.perCpu.length) return undefined;
  const before = new Map(earlier.perCpu.map(({ cpu, counters }) => [cpu, counters]));
  const increases: Record<string, number> = {};
  for (const { cpu, counters } of later.perCpu) {
    const of = before.get(cpu);
    if (of === undefined) return undefined;
    for (const [name, value] of Object.entries(counters)) {
      const from = of[name];
      if (from !== undefined) increases[name] = (increases[name] ?? 0) + increaseOfU32(from, value).increase;
    }
  }
  return increases;
}
