import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { makeLargeBundle } from "./make-large-bundle.ts";
import { measureProcess, median } from "./measure-process.ts";
import type { IndexedFigures } from "./programs/index-bundle.ts";

const megabytes = 200;
const rounds = 3;
const calls = 200;

interface Measured extends IndexedFigures {
  readonly peakRssMb: number;
}

export const indexBundle: Benchmark = {
  name: "index-bundle",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "ullage-bench-"));
    try {
      const { directory, archive } = makeLargeBundle(folder, { megabytes, seed: 1 });
      const bundles = { directory, archive };
      const measured: Record<keyof typeof bundles, Measured[]> = { directory: [], archive: [] };
      // In turn, so that a machine whose speed drifts is the same for both.
      for (let round = 0; round < rounds; round++) {
        for (const [name, path] of Object.entries(bundles)) {
          measured[name as keyof typeof bundles].push(await measure(path, join(folder, `state-${name}-${round}`)));
        }
      }
      const again = await measure(archive, join(folder, "state-archive-0"));
      const middle = (name: keyof typeof bundles, figure: keyof Measured) => median(measured[name].map((one) => one[figure]));
      const worst = (name: keyof typeof bundles, figure: keyof Measured) => Math.max(...measured[name].map((one) => one[figure]));
      const kinds = [
        ["directory", "folder"],
        ["archive", "tar.gz"],
      ] as const;
      return {
        requirements: [
          ...kinds.flatMap(([name, words]) => [
            { what: `list and index ${megabytes} MB, ${words}`, measured: middle(name, "indexMs") / 1000, atMost: 4, unit: "s" },
            { what: `peak RSS of the whole process, ${words}`, measured: worst(name, "peakRssMb"), atMost: 300, unit: "MB" },
          ]),
          ...(["errorsP99Ms", "triageP99Ms"] as const).map((figure) => ({
            what: `p99 of ${calls} calls of ${figure === "errorsP99Ms" ? "errors" : "quick_triage"} afterwards`,
            measured: Math.max(middle("directory", figure), middle("archive", figure)),
            atMost: 50,
            unit: "ms",
          })),
        ],
        stages: [
          ...kinds.map(([name, words]) => ({
            stage: `listing it for the first time, ${words}`,
            figure: `${Math.round(middle(name, "listMs"))} ms`,
          })),
          { stage: "list and open after a restart, tar.gz, with its index kept", figure: `${Math.round(again.indexMs)} ms` },
          ...kinds.map(([name, words]) => ({
            stage: `the line in the middle of 100 MB of messages, found for the first time, ${words}`,
            figure: `${Math.round(middle(name, "lineMs"))} ms`,
          })),
        ],
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function measure(bundle: string, state: string): Promise<Measured> {
  const answer = `${state}.json`;
  const { peakRssMb } = await measureProcess(process.execPath, ["bench/programs/index-bundle.ts", bundle, state, answer, String(calls)]);
  return { ...(JSON.parse(readFileSync(answer, "utf8")) as IndexedFigures), peakRssMb };
}
