import { stat } from "node:fs/promises";
import type { CountAlso } from "../flows/counted-rows.ts";
import { OwnerIndex } from "../flows/owners/owner-index.ts";
import { TrafficCounter } from "../flows/traffic/traffic-counter.ts";
import type { ConntrackTimeouts } from "../model/conntrack-timeouts.ts";
import type { NamedDimension, NamedTable } from "../report/analyze-report.ts";
import { countText } from "../report/figures.ts";
import type { Sources } from "../sources/sources.ts";
import { type NameOptions, type NamesTerminal, openNames } from "./name-options.ts";
import type { ReadTable, ReadTableOptions } from "./read-table.ts";

export interface NamedTableOptions {
  readonly dimensions: readonly NamedDimension[];
  readonly options: NameOptions;
  /** Undefined for a saved table, … */
  readonly sources: Sources | undefined;
  /** … whose file has the time at which addresses were whose. */
  readonly file?: string;
  readonly terminal: NamesTerminal;
}

/** Reads a table as `read` does, and counts it by names on the way. */
export async function readNamedTable(
  read: (options: ReadTableOptions) => Promise<ReadTable>,
  how: ReadTableOptions,
  { dimensions, options, sources, file, terminal }: NamedTableOptions,
): Promise<ReadTable & { readonly names: NamedTable }> {
  const source = await openNames(options, sources, terminal);
  try {
    const owners = source.current();
    const nowMs = (await writtenAtMs(file)) ?? Date.now();
    const index = new OwnerIndex(owners, nowMs);
    let counter: TrafficCounter | undefined;
    const countAlso = (timeouts: ConntrackTimeouts): CountAlso => {
      // Nothing is looked up in its own memory of entries: the walk is shared.
      const counting = new TrafficCounter({ owners: index, timeouts, nowMs, expectedEntries: 1, topGroups: how.topItems });
      counter = counting;
      return (batch, counted) => counting.addCounted(batch, counted);
    };
    const { heading, table } = await read({ ...how, countAlso });
    if (counter === undefined) throw new Error("the table was read without being counted by names");
    const traffic = counter.compose();
    const { from } = owners;
    const named =
      from.length === 0
        ? []
        : [`${countText(traffic.named)} of ${countText(traffic.total)} entries have a client with a name, by ${from.join(", ")}.`];
    const remarks = [...heading.remarks, ...named, ...source.remarks()];
    return { heading: { ...heading, remarks }, table, names: { traffic, dimensions } };
  } finally {
    await source.close();
  }
}

/** Undefined for what is no file, or one that whoever reads the table will say something about. */
async function writtenAtMs(file: string | undefined): Promise<number | undefined> {
  if (file === undefined || file === "-") return undefined;
  const status = await stat(file).catch(() => undefined);
  return status?.isFile() ? status.mtimeMs : undefined;
}
