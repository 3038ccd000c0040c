import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { measureInTurn, measureProcess, median, pairedRatio } from "./measure-process.ts";
import { listLine } from "./table-shape.ts";
import { writeTable } from "./write-table.ts";

const lines = 1_000_000;

export const savedText: Benchmark = {
  name: "saved-text",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "ullage-bench-"));
    try {
      const one = join(folder, "one.txt");
      const three = join(folder, "three.txt");
      writeTable(one, lines, 5000, listLine);
      writeTable(three, 3 * lines, 5000, listLine);
      const pipeline = `LC_ALL=C; export LC_ALL; grep -oP 'src=\\K[^ ]+' ${one} | sort | uniq -c | sort -rn | head -20`;
      const analyze = (path: string) => () => measureProcess(process.execPath, ["bin/ullage.js", "analyze", "--output", "json", path]);
      const figures = await measureInTurn(5, {
        analyze: analyze(one),
        pipeline: () => measureProcess("sh", ["-c", pipeline]),
        thrice: analyze(three),
      });
      const wall = (name: keyof typeof figures) => `${Math.round(median(figures[name].map(({ wallMs }) => wallMs)))} ms`;
      const peak = (name: keyof typeof figures) => Math.max(...figures[name].map(({ peakRssMb }) => peakRssMb));
      return {
        requirements: [
          { what: "analyze, over the grep pipeline", measured: pairedRatio(figures.analyze, figures.pipeline), atMost: 0.5, unit: "×" },
          { what: "peak RSS, 1,000,000 lines", measured: peak("analyze"), atMost: 150, unit: "MB" },
          { what: "peak RSS, 3,000,000 lines", measured: peak("thrice"), atMost: 150, unit: "MB" },
        ],
        stages: [
          { stage: "`ullage analyze`, 1,000,000 lines, every dimension (wall)", figure: wall("analyze") },
          { stage: "`ullage analyze`, 3,000,000 lines (wall)", figure: wall("thrice") },
          { stage: "grep | sort | uniq | sort | head, one question (wall)", figure: wall("pipeline") },
        ],
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
