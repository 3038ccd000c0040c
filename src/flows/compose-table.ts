import type { ConntrackTimeouts } from "../model/conntrack-timeouts.ts";
import { formatAddress } from "../model/ip-address.ts";
import { ipProtocol, protocolName } from "../model/ip-protocol.ts";
import type { Counts, ItemKinds, SourceNatUse, TableComposition, TimeoutBasis, TopItem, TopList } from "../model/table-composition.ts";
import { tcpState, tcpStateNames } from "../model/tcp-state.ts";
import { type AgeBand, bandOf, IdleClock, idleAgeBands, stateAgeBands } from "./age-bands.ts";
import type { EstablishedCountdowns } from "./established-timeout.ts";
import type { KeyCounts } from "./key-counter.ts";
import type { KeyKinds } from "./key-kinds.ts";
import type { KeyPeers } from "./key-peers.ts";
import type { KeyCount } from "./key-ranking.ts";
import { portKeyText } from "./port-keys.ts";
import { flagNames, natNames, type ReadingOutcome, type TableTallies } from "./table-tallies.ts";

export interface TableCounts {
  readonly tallies: TableTallies;
  readonly outcome: ReadingOutcome;
  readonly timeouts: ConntrackTimeouts;
  readonly timeoutsFrom: TimeoutBasis["from"];
  readonly countdowns: EstablishedCountdowns | undefined;
  readonly sources: KeyCounts;
  readonly destinations: KeyCounts;
  readonly ports: KeyCounts;
  readonly endpoints: KeyCounts;
  readonly sourceKinds: KeyKinds;
  readonly sourcePeers: KeyPeers;
  readonly endpointKinds: KeyKinds;
  readonly sourceNat: SourceNatUse | undefined;
}

/** Gives the counted numbers their names. */
export function composeTable(counts: TableCounts): TableComposition {
  const { tallies, outcome } = counts;
  const { idleAge, idleOverOneHour, basis } = resolveIdle(counts);
  const { total } = tallies;
  // Where the table told its timeout itself, the kinds know it only here.
  const inferred = counts.countdowns === undefined ? undefined : (basis.tcpEstablishedSeconds ?? 0);
  const { sourceKinds, sourcePeers, endpointKinds } = counts;
  return {
    total,
    malformed: outcome.malformedCount,
    duplicates: tallies.duplicates,
    filteredOut: tallies.filteredOut,
    ...(outcome.capped === undefined ? {} : { capped: outcome.capped }),
    malformedExamples: outcome.malformedExamples,
    byProtocol: sortedCounts(nonZero(tallies.protocol, protocolName)),
    byState: sortedCounts(nonZero(tallies.tcpState, (state) => tcpStateNames[state] ?? "unknown")),
    byFamily: sortedCounts(nonZero(tallies.family, (family) => `ipv${family}`)),
    byFlag: sortedCounts(nonZero(tallies.flag, (flag) => flagNames[flag] ?? "unknown")),
    byZone: sortedCounts(
      [[0, tallies.defaultZone] as const, ...tallies.otherZones].flatMap(([zone, entries]) =>
        entries === 0 ? [] : [[String(zone), entries]],
      ),
    ),
    byNat: sortedCounts(nonZero(tallies.nat, (nat) => natNames[nat] ?? "unknown")),
    byIdleAge: bandCounts(idleAgeBands, idleAge),
    byAge: bandCounts(stateAgeBands, tallies.stateAge),
    facts: {
      tcp: tallies.protocol[ipProtocol.tcp]!,
      udp: tallies.protocol[ipProtocol.udp]!,
      tcpUnreplied: tallies.tcpUnreplied,
      udpUnreplied: tallies.udpUnreplied,
      established: tallies.tcpState[tcpState.established]!,
      establishedKnownIdleOverOneHour: idleOverOneHour,
      tunnel: tallies.tunnel,
    },
    timeouts: basis,
    top: {
      sources: topList(counts.sources, total, addressKey, ({ number }) =>
        mixOf(sourceKinds.kindsOf(number, inferred), sourcePeers.peersOf(number)),
      ),
      destinations: topList(counts.destinations, total, addressKey),
      ports: topList(counts.ports, total, portKey),
      endpoints: topList(counts.endpoints, total, addressKey, ({ number }) => mixOf(endpointKinds.kindsOf(number, inferred))),
    },
    ...(counts.sourceNat === undefined ? {} : { sourceNat: counts.sourceNat }),
  };
}

/** Countdowns that could not be dated while streaming are dated once the table itself has told the configured timeout. */
function resolveIdle({ tallies, timeouts, timeoutsFrom, countdowns }: TableCounts): {
  readonly idleAge: Uint32Array;
  readonly idleOverOneHour: number;
  readonly basis: TimeoutBasis;
} {
  if (countdowns === undefined) {
    const basis: TimeoutBasis = {
      from: timeoutsFrom,
      ...(timeouts.tcpEstablished === undefined ? {} : { tcpEstablishedSeconds: timeouts.tcpEstablished }),
    };
    return { idleAge: tallies.idleAge, idleOverOneHour: tallies.idleOverOneHour, basis };
  }
  const configured = countdowns.inferConfigured();
  const clock = new IdleClock(configured === undefined ? timeouts : { ...timeouts, tcpEstablished: configured });
  const idleAge = tallies.idleAge.slice();
  let idleOverOneHour = tallies.idleOverOneHour;
  idleAge[idleAgeBands.length]! += countdowns.beyond;
  countdowns.forEach((remaining, entries) => {
    const idle = clock.idleSeconds(remaining, 0);
    idleAge[bandOf(idleAgeBands, idle)]! += entries;
    if (idle >= 3600) idleOverOneHour += entries;
  });
  const basis: TimeoutBasis =
    configured === undefined
      ? {
          from: "unknown",
          note: "the table does not tell its timeout for ESTABLISHED, so idle ages are unknown; give it with --established-timeout",
        }
      : {
          from: "inferred",
          tcpEstablishedSeconds: configured,
          note: `the busiest connections stand just below ${configured} s, so that is taken as the timeout for ESTABLISHED`,
        };
  return { idleAge, idleOverOneHour, basis };
}

type CountEntry = readonly [name: string, entries: number];

function nonZero(tallies: Uint32Array, nameOf: (number: number) => string): CountEntry[] {
  const byName = new Map<string, number>();
  tallies.forEach((entries, number) => {
    if (entries > 0) byName.set(nameOf(number), (byName.get(nameOf(number)) ?? 0) + entries);
  });
  return [...byName];
}

/** Most frequent first, so that every face lists them alike. */
function sortedCounts(entries: readonly CountEntry[]): Counts {
  return Object.fromEntries([...entries].sort(([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1)));
}

/** Bands stay in the order of age and are all named, so that an empty one is seen to be empty. */
function bandCounts(bands: readonly AgeBand[], tallies: Uint32Array): Counts {
  return Object.fromEntries([...bands.map((band) => band.name), "unknown"].map((name, band) => [name, tallies[band]!]));
}

type ItemMix = Pick<TopItem, "kinds" | "peers">;

function topList(
  counts: KeyCounts,
  total: number,
  nameOf: (item: KeyCount) => string,
  mix: (item: KeyCount) => ItemMix = () => ({}),
): TopList {
  return {
    exact: counts.exact,
    errorBound: counts.errorBound,
    distinct: counts.distinct,
    items: counts.items.map((item) => ({
      key: nameOf(item),
      entries: item.count,
      share: total === 0 ? 0 : item.count / total,
      ...mix(item),
    })),
  };
}

function mixOf(kinds: ItemKinds | undefined, peers?: number): ItemMix {
  return { ...(kinds === undefined ? {} : { kinds }), ...(peers === undefined ? {} : { peers }) };
}

function addressKey({ words }: KeyCount): string {
  return formatAddress(...words);
}

function portKey({ words: [, , protocol, port] }: KeyCount): string {
  return portKeyText(protocol, port);
}
