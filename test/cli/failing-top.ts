/** A live screen in which something fails that nobody expected: what it is asked for by its argument. */
import { Worker } from "node:worker_threads";
import { liveTop } from "../../src/cli/top/live-top.ts";
import type { TopSource } from "../../src/cli/top/top-source.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { sampleCase } from "../../src/report/top/table-sample.case.ts";
import { viewId, wholeTable } from "../../src/report/top/top-view.ts";

const failures: Readonly<Record<string, () => void>> = {
  source: () => {
    throw new Error("a bug on purpose");
  },
  timer: () => void setTimeout(() => failures["source"]?.(), 50),
  worker: () => void new Worker(`throw new Error("a bug on purpose")`, { eval: true }),
};

let samples = 0;
const source: TopSource = {
  facts: { node: "node-a" },
  answersViews: true,
  async next() {
    if (samples === 3) failures[process.argv[2] ?? ""]?.();
    return { sample: sampleCase(samples++), viewId: viewId(wholeTable) };
  },
  close: async () => {},
};

try {
  await liveTop({
    source,
    settings: {
      source: source.facts,
      characters: "unicode",
      intervalSeconds: 0.1,
      dimension: "workload",
      sort: { column: "entries", isReversed: false },
      conditions: [],
    },
    input: process.stdin,
    output: process.stdout,
    usesColour: true,
    clock: systemClock,
    signal: new AbortController().signal,
  });
} catch (error) {
  console.error(String(error));
  process.exitCode = 70;
}
