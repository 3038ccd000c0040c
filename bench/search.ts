import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TextPlace } from "../src/operations/bundle-shelf/bundle-shelf.ts";
import { searchBundle } from "../src/operations/search/search-bundle.ts";
import type { Benchmark, Requirement } from "./benchmark.ts";
import { makeLargeBundle } from "./make-large-bundle.ts";
import { measureProcess, median } from "./measure-process.ts";

const rounds = 5;

/** What ripgrep is asked is the same expression; where case does not matter it is told so, as a search by itself never minds it. */
const patterns = [
  { what: "literal, one hit", query: "conntrack_allowance_exceeded", flags: [] },
  { what: "literal, no hit", query: "no_such_counter_anywhere", flags: [] },
  { what: "without case", query: "CONNTRACK_allowance_exceeded", flags: ["-i"] },
  { what: "alternation, hits at the end", query: "nf_conntrack.*table full|conntrack_allowance_exceeded", flags: [] },
  { what: "four words, many hits", query: "error|fail|timeout|refused", flags: [] },
  { what: "classes, no hit", query: "[A-Z]{5}[0-9]{4}z", flags: [] },
  { what: "classes, many hits", query: "[0-9]{7,}", flags: [] },
  { what: "words and blanks, no hit", query: "\\w+\\s\\w+\\s\\w+:\\s\\d+\\s", flags: [] },
  { what: "an address, few hits", query: "\\b10\\.0\\.17\\.[0-9]+\\b.*dport=53\\b", flags: [] },
] as const;

/** The first ones are found in other words, so that nothing hangs; the others do. */
const pathological = ["(a+)+$", "(.*)*x", "(\\w+\\s?)*$", "^(a+)+$", "^(\\w+\\s?)*$", "^(\\S+\\s?)*Q$", "^((.*)*)*Q$"] as const;

const floorMs = 500;

export const search: Benchmark = {
  name: "search",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "ullage-bench-"));
    try {
      const { directory, files, bytes } = makeLargeBundle(folder, { megabytes: 200, seed: 1 });
      const hard = join(directory, "system/hard-lines.txt");
      appendFileSync(hard, `${"a".repeat(64)}!\n${"word ".repeat(40)}!\n`.repeat(5));
      const places: readonly TextPlace[] = [
        ...files.map(({ path, bytes }) => ({ path, diskPath: join(directory, path), start: 0, bytes })),
        { path: "system/hard-lines.txt", diskPath: hard, start: 0, bytes: 1_330 },
      ];
      const ours = async (query: string) => {
        const started = performance.now();
        const outcome = await searchBundle(places, { pattern: query, signal: new AbortController().signal });
        return { wallMs: performance.now() - started, outcome };
      };
      const rssBefore = process.memoryUsage().rss;
      const first = await ours(patterns[0].query);
      const requirements: Requirement[] = [];
      const stages = [{ stage: "first search, with the start of its threads (wall)", figure: `${Math.round(first.wallMs)} ms` }];
      for (const { what, query, flags } of patterns) {
        const mine: number[] = [];
        const theirs: number[] = [];
        let matches = 0;
        let searched = "";
        for (let round = -1; round < rounds; round++) {
          // Ended with 1 where nothing is found.
          const { wallMs } = await measureProcess("rg", ["-n", "-C2", ...flags, "-e", query, directory]);
          const { wallMs: own, outcome } = await ours(query);
          matches = outcome.files.reduce((sum, file) => sum + file.matches.length, 0);
          searched = `${outcome.coverage.filesSearched} of ${outcome.coverage.filesInAll} files to their end`;
          if (round < 0) continue;
          mine.push(own);
          theirs.push(wallMs);
        }
        const [own, rg] = [median(mine), median(theirs)];
        requirements.push({
          what: `${what}: over ripgrep, or a third of ${floorMs} ms`,
          measured: own / Math.max(rg, floorMs / 3),
          atMost: 3,
          unit: "×",
        });
        stages.push({
          stage: `\`${query.replaceAll("|", "\\|")}\` (wall; ripgrep; ratio)`,
          figure: `${Math.round(own)} ms; ${Math.round(rg)} ms; ${(own / rg).toFixed(1)} × (${matches} lines, ${searched})`,
        });
      }
      for (const query of pathological) {
        const { wallMs, outcome } = await ours(query);
        requirements.push({ what: `\`${query.replaceAll("|", "\\|")}\``, measured: wallMs / 1000, atMost: 2, unit: "s" });
        stages.push({
          stage: `\`${query}\``,
          figure: outcome.isPartial ? `partial; hung in ${outcome.hungIn.length} files` : "whole",
        });
      }
      stages.push({ stage: "searched", figure: `${Math.round(bytes / 1e6)} MB in ${places.length} files, page cache warm, two threads` });
      stages.push({ stage: "RSS that searching has added", figure: `${Math.round((process.memoryUsage().rss - rssBefore) / 1e6)} MB` });
      return { requirements, stages };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
