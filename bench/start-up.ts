import type { Benchmark } from "./benchmark.ts";
import { measureInTurn, measureProcess, median, pairedRatio } from "./measure-process.ts";

export const startUp: Benchmark = {
  name: "start-up",
  async run() {
    const node =
      (...args: string[]) =>
      () =>
        measureProcess(process.execPath, args);
    const figures = await measureInTurn(15, {
      check: node("bin/ullage.js", "check", "--window", "0"),
      empty: node("-e", "0"),
    });
    const wall = (name: keyof typeof figures) => `${Math.round(median(figures[name].map(({ wallMs }) => wallMs)))} ms`;
    return {
      requirements: [
        { what: "check --window 0, over an empty node", measured: pairedRatio(figures.check, figures.empty), atMost: 3, unit: "×" },
      ],
      stages: [
        { stage: "`ullage check --window 0` (wall)", figure: wall("check") },
        { stage: "`node -e 0` (wall)", figure: wall("empty") },
      ],
    };
  },
};
