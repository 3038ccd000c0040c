import type { Counters } from "../../model/node-snapshot.ts";
import { WireError } from "../bytes/wire-error.ts";
import { camelCase } from "./camel-case.ts";
import { parseStatTable } from "./stat-table.ts";

/** /proc/net/stat/nf_conntrack of one network namespace. */
export interface ConntrackStat {
  /** Entries in the namespace's table. The kernel repeats the number on every row: it must never be summed. */
  readonly entries?: number;
  /** Every other column by name; each is an unsigned 32-bit number that wraps. */
  readonly perCpu: readonly { readonly cpu: number; readonly counters: Counters }[];
  readonly malformedRows: number;
}

/**
 * Reads columns by their name in the header, since they change their meaning in place: the second is `searched` up to Linux 5.8 and
 * `clashres` after it, the eighth `delete_list` and from 5.15 `chainlength`. A column without a known name keeps its own in camelCase.
 */
export function parseConntrackStat(text: string): ConntrackStat {
  const { columns, rows, malformedRows } = parseStatTable(text);
  const entriesColumn = columns.indexOf("entries");
  if (entriesColumn === -1) throw new WireError("bad-value", 0, "the header of nf_conntrack statistics has no column `entries`");
  const names = columns.map((column) => nameOfColumn.get(column) ?? camelCase(column));
  const entries = rows[0]?.values[entriesColumn];
  return {
    ...(entries === undefined ? {} : { entries }),
    perCpu: rows.map(({ cpu, values }) => ({
      cpu,
      counters: Object.fromEntries(
        names.map((name, column) => [name, values[column] ?? 0]).filter((_, column) => column !== entriesColumn),
      ),
    })),
    malformedRows,
  };
}

/** Where the name of the netlink attribute (CTA_STATS_*) says more than the heading in procfs. */
const nameOfColumn = new Map([
  ["clashres", "clashResolve"],
  ["chainlength", "chainTooLong"],
]);
