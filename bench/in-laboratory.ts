import { Laboratory } from "../test/kernel/laboratory.ts";
import { acquireMachineLock } from "../test/kernel/machine-lock.ts";
import { reasonToSkip } from "../test/kernel/reason-to-skip.ts";
import type { Benchmark } from "./benchmark.ts";

/** Measures on the real kernel, alone on the machine; what was changed for it is put back whatever happens. */
export async function inLaboratory(measure: (laboratory: Laboratory) => ReturnType<Benchmark["run"]>): ReturnType<Benchmark["run"]> {
  const because = reasonToSkip();
  if (because !== undefined) return { skippedBecause: because };
  const release = await acquireMachineLock();
  const laboratory = new Laboratory();
  try {
    return await measure(laboratory);
  } finally {
    await laboratory.close();
    release();
  }
}
