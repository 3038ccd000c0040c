import type { Counters } from "../../model/node-snapshot.ts";
import { camelCase } from "../procfs/camel-case.ts";
import { decimalNumber } from "../procfs/number-text.ts";

export interface CpuRow {
  readonly cpu: number;
  readonly counters: Counters;
}

/** One line of `conntrack -S`: `cpu=0   found=12 invalid=3 insert_failed=0 drop=0 …`. Undefined for any other line. */
export function parseConntrackStatsLine(line: string): CpuRow | undefined {
  const head = /^cpu=(\d{1,6})\s/.exec(`${line} `);
  if (head === null) return undefined;
  const counters = line
    .slice((head[0] ?? "").length)
    .trim()
    .split(/\s+/)
    .flatMap((word) => {
      const [, name, digits] = /^([a-z_]{1,40})=(\d{1,20})$/.exec(word) ?? [];
      const value = decimalNumber(digits ?? "");
      return name === undefined || value === undefined ? [] : [[nameOfColumn.get(name) ?? camelCase(name), value] as const];
    });
  return counters.length === 0 ? undefined : { cpu: Number(head[1]), counters: Object.fromEntries(counters) };
}

/**
 * Where the tool's word is not that of procfs: conntrack 1.4 prints CTA_STATS_ERROR as `error` (procfs: icmp_error) and CTA_STATS_CHAIN_TOOLONG as
 * `chaintoolong`. `searched`, `new`, `ignore`, `delete` and `delete_list` come from kernels before 4.9 and 5.9.
 */
const nameOfColumn = new Map([
  ["error", "icmpError"],
  ["chaintoolong", "chainTooLong"],
  ["clashres", "clashResolve"],
]);

/** The samples of a text: where a CPU comes a second time, the tool was run again and wrote behind its first output. */
export function splitIntoSamples(rows: readonly CpuRow[]): readonly (readonly CpuRow[])[] {
  const samples: CpuRow[][] = [];
  let seen = new Set<number>();
  for (const row of rows) {
    const current = samples.at(-1);
    if (current === undefined || seen.has(row.cpu)) {
      samples.push([row]);
      seen = new Set([row.cpu]);
    } else {
      current.push(row);
      seen.add(row.cpu);
    }
  }
  return samples;
}
