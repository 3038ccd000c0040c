import type { Softnet } from "../../model/node-snapshot.ts";
import { hexNumber32, wordsOf } from "./number-text.ts";

export interface SoftnetStat extends Softnet {
  readonly malformedRows: number;
}

/**
 * /proc/net/softnet_stat: no header, hexadecimal, one row for each online CPU. Columns were only ever added at the end (9 in Linux 2.6, 15 in 6.18),
 * so the position of the first three is stable. The thirteenth, where there is one, is the CPU's id; else the number of the row stands in for it.
 */
export function parseSoftnetStat(text: string): SoftnetStat {
  const perCpu: Softnet["perCpu"][number][] = [];
  let malformedRows = 0;
  for (const [row, line] of text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .entries()) {
    const values = wordsOf(line).map(hexNumber32);
    const [processed, dropped, timeSqueeze] = values;
    if (processed === undefined || dropped === undefined || timeSqueeze === undefined || values.includes(undefined)) malformedRows++;
    else perCpu.push({ cpu: values[cpuColumn] ?? row, processed, dropped, timeSqueeze });
  }
  return { perCpu, malformedRows };
}

const cpuColumn = 12;
