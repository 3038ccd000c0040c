import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Laboratory } from "../test/kernel/laboratory.ts";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { inLaboratory } from "./in-laboratory.ts";
import { measureInTurn, measureProcess, median, pairedRatio } from "./measure-process.ts";
import { insertCommand } from "./table-shape.ts";
import { writeTable } from "./write-table.ts";

const entries = 1_000_000;

export const liveTable: Benchmark = {
  name: "live-table",
  run: () => inLaboratory((laboratory) => laboratory.withConntrackMax(entries + 100_000, () => measure(laboratory))),
};

async function measure(laboratory: Laboratory): Promise<BenchmarkResult> {
  const folder = mkdtempSync(join(tmpdir(), "ullage-bench-"));
  try {
    const few = await measureTable(laboratory, folder, "few", 5000, 5);
    const many = await measureTable(laboratory, folder, "many", entries, 2);
    return {
      requirements: [
        { what: "analyze, over only receiving", measured: pairedRatio(few.analyze, few.receive), atMost: 1.2, unit: "×" },
        { what: "analyze, over `conntrack -L`", measured: pairedRatio(few.analyze, few.list), atMost: 0.7, unit: "×" },
        { what: "peak RSS, 5,000 clients", measured: peak(few.analyze), atMost: 120, unit: "MB" },
        { what: "peak RSS, 1,000,000 clients", measured: peak(many.analyze), atMost: 120, unit: "MB" },
      ],
      stages: [
        { stage: "only receiving (wall)", figure: `${wall(few.receive)} ms` },
        { stage: "`ullage analyze` (wall)", figure: `${wall(few.analyze)} ms` },
        { stage: "`ullage analyze` (processor, kernel's part included)", figure: `${cpu(few.analyze)} ms` },
        { stage: "only receiving (processor)", figure: `${cpu(few.receive)} ms` },
        { stage: "`ullage analyze`, 1,000,000 clients (wall)", figure: `${wall(many.analyze)} ms` },
        { stage: "`conntrack -L > /dev/null` (wall)", figure: `${wall(few.list)} ms` },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureTable(laboratory: Laboratory, folder: string, label: string, clients: number, rounds: number) {
  const namespace = laboratory.addNamespace(label);
  const commands = join(folder, label);
  writeTable(commands, entries, clients, insertCommand);
  namespace.run("conntrack", "-R", commands);
  if (namespace.readCount() !== entries) throw new Error(`the kernel holds ${namespace.readCount()} entries, not ${entries}`);
  const inside = (...command: string[]) => measureProcess("ip", ["netns", "exec", namespace.name, ...command]);
  return measureInTurn(rounds, {
    receive: () => inside(process.execPath, "bench/programs/receive-only.ts"),
    analyze: () => inside(process.execPath, "bin/ullage.js", "analyze", "--output", "json"),
    list: () => inside("conntrack", "-L"),
  });
}

type Figures = Awaited<ReturnType<typeof measureTable>>["analyze"];

const peak = (figures: Figures) => Math.max(...figures.map(({ peakRssMb }) => peakRssMb));
const wall = (figures: Figures) => Math.round(median(figures.map(({ wallMs }) => wallMs)));
const cpu = (figures: Figures) => Math.round(median(figures.map(({ cpuMs }) => cpuMs)));
