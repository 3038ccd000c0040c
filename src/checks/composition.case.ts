import type { ItemKinds, TableComposition, TopItem, TopList } from "../model/table-composition.ts";

/** A healthy table of 2000 entries, for cases to change. */
export const quietComposition: TableComposition = {
  total: 2000,
  malformed: 0,
  duplicates: 0,
  filteredOut: 0,
  malformedExamples: [],
  byProtocol: { tcp: 1500, udp: 500 },
  byState: { ESTABLISHED: 1400, TIME_WAIT: 90, SYN_SENT: 10 },
  byFamily: { ipv4: 2000 },
  byFlag: { assured: 1800, unreplied: 30, replied: 170 },
  byZone: { "0": 2000 },
  byNat: { none: 2000 },
  byIdleAge: { unknown: 4 },
  byAge: { unknown: 2000 },
  facts: { tcp: 1500, udp: 500, tcpUnreplied: 10, udpUnreplied: 20, established: 1400, establishedKnownIdleOverOneHour: 20, tunnel: 0 },
  timeouts: { from: "sysctl" },
  top: { sources: topOf(), destinations: topOf(), ports: topOf(), endpoints: topOf() },
};

export function topOf(...items: readonly TopItem[]): TopList {
  return { exact: true, errorBound: 0, distinct: items.length, items };
}

export interface ItemShape {
  readonly of?: number;
  readonly kinds?: Partial<ItemKinds>;
  readonly peers?: number;
}

/** One key of a top list with its share of `of` entries, 2000 unless told. */
export function topItem(key: string, entries: number, { of = 2000, kinds, peers }: ItemShape = {}): TopItem {
  const none: ItemKinds = { timeWait: 0, synSent: 0, udp: 0, established: 0, idleOverOneHour: 0, unreplied: 0, destinationNat: 0 };
  return {
    key,
    entries,
    share: entries / of,
    ...(kinds === undefined ? {} : { kinds: { ...none, ...kinds } }),
    ...(peers === undefined ? {} : { peers }),
  };
}

export function withSources(...items: readonly TopItem[]): TableComposition {
  return { ...quietComposition, top: { ...quietComposition.top, sources: topOf(...items) } };
}

export function withEndpoints(...items: readonly TopItem[]): TableComposition {
  return { ...quietComposition, top: { ...quietComposition.top, endpoints: topOf(...items) } };
}
