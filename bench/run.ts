/**
 * `npm run bench [-- NAME …]` measures, prints, and keeps what it saw in bench/results/NAME.md. Exits with 1 when a requirement is missed.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { benchmarks } from "./index.ts";

const wanted = process.argv.slice(2);
const chosen = benchmarks.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (chosen.length === 0) {
  console.error(`no benchmark is named ${wanted.join(" ")}; there are: ${benchmarks.map(({ name }) => name).join(", ")}`);
  process.exit(64);
}
let missed = 0;
for (const benchmark of chosen) {
  console.log(`# ${benchmark.name}`);
  const result = await benchmark.run();
  if ("skippedBecause" in result) {
    console.log(`skipped: ${result.skippedBecause}\n`);
    continue;
  }
  const text = describe(benchmark, result);
  console.log(text);
  mkdirSync("bench/results", { recursive: true });
  writeFileSync(`bench/results/${benchmark.name}.md`, `# ${benchmark.name}\n\n${text}`);
  missed += result.requirements.filter(({ measured, atMost }) => measured > atMost).length;
}
process.exit(missed > 0 ? 1 : 0);

function describe(benchmark: Benchmark, { requirements, stages }: BenchmarkResult): string {
  return [
    `Linux ${release()} · ${cpus()[0]?.model ?? "unknown processor"} × ${cpus().length} · Node ${process.versions.node} · ${new Date().toISOString().slice(0, 10)}`,
    "",
    `\`npm run bench -- ${benchmark.name}\``,
    "",
    "| requirement | measured | at most | |",
    "| --- | ---: | ---: | --- |",
    ...requirements.map(
      ({ what, measured, atMost, unit }) =>
        `| ${what} | ${measured.toFixed(2)} ${unit} | ${atMost} ${unit} | ${measured <= atMost ? "reached" : "MISSED"} |`,
    ),
    "",
    "| stage | |",
    "| --- | --- |",
    ...stages.map(({ stage, figure }) => `| ${stage} | ${figure} |`),
    "",
  ].join("\n");
}
