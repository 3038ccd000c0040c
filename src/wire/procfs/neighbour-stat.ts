import { WireError } from "../bytes/wire-error.ts";
import { parseStatTable } from "./stat-table.ts";

/** /proc/net/stat/arp_cache or ndisc_cache. */
export interface NeighbourStat {
  /** The size of the whole table over all namespaces, repeated on every row. */
  readonly entries: number;
  /** How often an entry was refused at gc_thresh3, over all CPUs; the column came with Linux 4.3. */
  readonly tableFulls?: number;
  readonly malformedRows: number;
}

export function parseNeighbourStat(text: string): NeighbourStat {
  const { columns, rows, malformedRows } = parseStatTable(text);
  const entries = rows[0]?.values[columns.indexOf("entries")];
  if (entries === undefined) throw new WireError("bad-value", 0, "neighbour statistics have no row with a column `entries`");
  const fulls = columns.indexOf("table_fulls");
  return {
    entries,
    ...(fulls === -1 ? {} : { tableFulls: rows.reduce((sum, row) => sum + (row.values[fulls] ?? 0), 0) }),
    malformedRows,
  };
}
