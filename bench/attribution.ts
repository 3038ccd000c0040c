import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { measureProcess, median } from "./measure-process.ts";

const rounds = 15;
const differenceRounds = 5;

/**
 * What the names of 5,000 pods cost, and rates by workload. The base is what `analyze` does with each dump of a million entries that the kernel sends: decode its
 * messages and aggregate them in every dimension. The kernel's own time, some two seconds, is in none of the figures.
 */
export const attribution: Benchmark = {
  name: "attribution",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "ullage-bench-"));
    try {
      const figures = join(folder, "figures.json");
      await measureProcess(process.execPath, ["--expose-gc", "bench/programs/attribute.ts", figures, String(rounds)]);
      const took = JSON.parse(readFileSync(figures, "utf8")) as Record<"decode" | "plain" | "attributed" | "rated" | "alone", number[]>;
      const ratio = (over: readonly number[], under: readonly number[]) =>
        median(over.map((ms, round) => ms / (under[round] ?? Number.NaN)));
      const without = (all: readonly number[]) => all.map((ms, round) => ms - (took.decode[round] ?? Number.NaN));
      const difference = await measureDifference(figures, "difference");
      const apart = await measureDifference(figures, "apart");
      const wall = (all: readonly number[]) => `${Math.round(median(all))} ms`;
      return {
        requirements: [
          {
            what: "decoding, aggregating and attributing, over decoding and aggregating",
            measured: ratio(took.attributed, took.plain),
            atMost: 1.2,
            unit: "×",
          },
          { what: "the same with rates by workload, over without", measured: ratio(took.rated, took.attributed), atMost: 1.1, unit: "×" },
          {
            what: "the difference of two tables, beyond counting both",
            measured: (median(difference.tookMs) - median(apart.tookMs)) / 1000,
            atMost: 1,
            unit: "s",
          },
          { what: "peak RSS of that", measured: Math.max(...difference.peakRssMb), atMost: 250, unit: "MB" },
        ],
        stages: [
          { stage: "decoding", figure: wall(took.decode) },
          { stage: "decoding and aggregating: the base", figure: wall(took.plain) },
          { stage: "… and attributing", figure: wall(took.attributed) },
          { stage: "… and rates", figure: wall(took.rated) },
          { stage: "decoding and attributing with rates, no aggregation, as `top` and `watch` do", figure: wall(took.alone) },
          {
            stage: "attributing, over aggregating without decoding",
            figure: `${ratio(without(took.attributed), without(took.plain)).toFixed(2)} ×`,
          },
          {
            stage: "attributing with rates alone, over aggregating, without decoding",
            figure: `${ratio(without(took.alone), without(took.plain)).toFixed(2)} ×`,
          },
          { stage: "counting two tables by owner", figure: wall(apart.tookMs) },
          { stage: "… and comparing them", figure: wall(difference.tookMs) },
        ],
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function measureDifference(figures: string, way: string): Promise<{ readonly tookMs: number[]; readonly peakRssMb: number[] }> {
  const tookMs: number[] = [];
  const peakRssMb: number[] = [];
  for (let round = 0; round < differenceRounds; round++) {
    const seen = await measureProcess(process.execPath, ["bench/programs/difference.ts", figures, way]);
    const written = JSON.parse(readFileSync(figures, "utf8")) as { readonly tookMs: number };
    tookMs.push(written.tookMs);
    peakRssMb.push(seen.peakRssMb);
  }
  return { tookMs, peakRssMb };
}
