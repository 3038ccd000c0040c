import { distinctOwners } from "../analysis/clients/clients-by-workload.ts";
import { ownersOfAddresses } from "../analysis/clients/owners-of-addresses.ts";
import { TableClients } from "../analysis/clients/table-clients.ts";
import type { AddressOwners } from "../model/address-owners.ts";
import { namespaceText, type Owner, ownerText, workloadText } from "../model/owner.ts";
import type { Rate } from "../model/rate.ts";
import type { Counts, TableComposition, TopItem, TopList } from "../model/table-composition.ts";
import type { EntriesByTimeout, TrafficBreakdown, TrafficDimension, TrafficGroup } from "../model/table-traffic.ts";
import type { TalkerDimension } from "../model/talker-dimension.ts";

/** The dimension of the traffic that has the answer with births; the others are told by what the table is composed of. */
export const trafficOfTalkers: Readonly<Record<TalkerDimension, TrafficDimension | undefined>> = {
  ...{ workload: "workload", namespace: "namespace", client: "pod", destination: "destination", port: "port", state: "state" },
  ...{ endpoint: undefined, protocol: undefined },
};

/** What is known of a table for the question. */
export interface TalkerBasis {
  readonly takenAtMs: number;
  readonly usage?: { readonly count: number; readonly max: number };
  /** The entries themselves, counted by the dimension that is asked for where they can be. */
  readonly counted?: { readonly total: number; readonly births?: Rate; readonly breakdown?: TrafficBreakdown };
  readonly composition?: TableComposition;
  readonly owners?: AddressOwners;
}

/** Who fills the table. */
export interface TalkerList {
  readonly by: TalkerDimension;
  readonly takenAtMs: number;
  readonly usage?: { readonly count: number; readonly max: number };
  /** Entries that were counted. */
  readonly total: number;
  readonly births?: Rate;
  /** Why not every entry was counted; missing where every one was. */
  readonly notWholeBecause?: string;
  /** True while every key had its own counter; else an entry may be too high by `errorBound`. */
  readonly exact: boolean;
  readonly errorBound: number;
  readonly distinct: number;
  readonly talkers: readonly Talker[];
}

export interface Talker {
  readonly key: string;
  /** Whose the key is, where it is an address. */
  readonly name?: string;
  readonly entries: number;
  readonly share: number;
  readonly births?: Rate;
  /** How many of its pods have entries, where that is known. */
  readonly pods?: number;
  /** The pod with the most of them. */
  readonly foremostPod?: string;
  /** By the timeout that they count down from. */
  readonly byTimeout?: EntriesByTimeout;
  readonly unreplied?: number;
  readonly idleOverOneHour?: number;
  /** About how many distinct destinations. */
  readonly peers?: number;
  readonly isInfrastructure?: true;
  readonly hasEnded?: true;
}

/** The most first. Undefined where nothing that is known tells it. */
export function tableTalkers(basis: TalkerBasis, by: TalkerDimension, limit: number): TalkerList | undefined {
  const { takenAtMs, usage, counted, composition } = basis;
  const ranked = rankedBy(basis, by);
  if (ranked === undefined) return undefined;
  const { talkers, ...precision } = ranked;
  const capped = composition?.capped;
  return {
    ...{ by, takenAtMs },
    ...(usage === undefined ? {} : { usage }),
    total: counted?.total ?? composition?.total ?? 0,
    ...(counted?.births === undefined ? {} : { births: counted.births }),
    ...(capped === undefined ? {} : { notWholeBecause: capped.because }),
    ...precision,
    talkers: talkers.slice(0, limit),
  };
}

interface Ranked extends Pick<TalkerList, "exact" | "errorBound" | "distinct"> {
  readonly talkers: readonly Talker[];
}

function rankedBy(basis: TalkerBasis, by: TalkerDimension): Ranked | undefined {
  const { counted, composition } = basis;
  if (counted?.breakdown !== undefined) return ofBreakdown(counted.breakdown, basis, by);
  return composition === undefined ? undefined : ofComposition(composition, basis, by);
}

function ofBreakdown({ groups, ...precision }: TrafficBreakdown, basis: TalkerBasis, by: TalkerDimension): Ranked {
  const podsOf = by === "workload" ? podsByWorkload(basis) : new Map<string, never>();
  return { ...precision, talkers: groups.map((group) => ({ ...ofGroup(group), ...podsOf.get(group.key) })) };
}

function ofGroup(group: TrafficGroup): Talker {
  const { key, entries, share, births, byTimeout, unreplied, idleOverOneHour, peers, isInfrastructure, hasEnded, detailsUnknown } = group;
  return {
    ...{ key, entries, share },
    ...(births === undefined ? {} : { births }),
    ...(detailsUnknown === true ? {} : { byTimeout, unreplied, idleOverOneHour }),
    ...(peers === undefined ? {} : { peers }),
    ...(isInfrastructure === undefined ? {} : { isInfrastructure }),
    ...(hasEnded === undefined ? {} : { hasEnded }),
  };
}

/** The list of clients ends somewhere, so that a workload may have more pods than are told: it is told only where it cannot. */
function podsByWorkload({ composition, owners, takenAtMs }: TalkerBasis): ReadonlyMap<string, Pick<Talker, "pods" | "foremostPod">> {
  if (composition === undefined || owners === undefined) return new Map();
  const clients = new TableClients(composition.top.sources, owners, takenAtMs);
  return new Map(clients.all.map((client) => [client.name, podsOf(client, clients)]));
}

function podsOf(client: TableClients["all"][number], clients: TableClients): Pick<Talker, "pods" | "foremostPod"> {
  const [{ owner }] = client.members;
  return {
    ...(clients.isAtLeast(client) ? {} : { pods: distinctOwners(client) }),
    ...(owner?.kind === "pod" ? { foremostPod: ownerText(owner) } : {}),
  };
}

function ofComposition(composition: TableComposition, basis: TalkerBasis, by: TalkerDimension): Ranked | undefined {
  const { top, total } = composition;
  switch (by) {
    case "client":
      return ofList(top.sources, basis);
    case "endpoint":
      return ofList(top.endpoints, basis);
    case "destination":
      return ofList(top.destinations, basis);
    case "port":
      return { ...precisionOf(top.ports), talkers: top.ports.items.map(ofItem) };
    case "protocol":
      return ofCounts(composition.byProtocol, total);
    case "state":
      return ofCounts(composition.byState, total);
    case "workload":
      return byOwner(basis, top.sources, workloadText);
    case "namespace":
      return byOwner(basis, top.sources, namespaceText);
  }
}

function ofList(list: TopList, { owners, takenAtMs }: TalkerBasis): Ranked {
  const named = ownersOf(list, owners, takenAtMs);
  const talkers = list.items.map((item) => {
    const owner = named.get(item.key);
    return { ...ofItem(item), ...(owner === undefined ? {} : { name: ownerText(owner) }) };
  });
  return { ...precisionOf(list), talkers };
}

/** Only where names are known: without any, every client would be a workload of its own. */
function byOwner(basis: TalkerBasis, list: TopList, nameOf: (owner: Owner) => string): Ranked | undefined {
  if (basis.owners === undefined) return undefined;
  const named = ownersOf(list, basis.owners, basis.takenAtMs);
  const pods = podsByWorkload(basis);
  const groups = Map.groupBy(list.items, ({ key }) => {
    const owner = named.get(key);
    return owner === undefined ? key : nameOf(owner);
  });
  const talkers = [...groups]
    .map(([key, items]) => ({
      key,
      entries: items.reduce((sum, { entries }) => sum + entries, 0),
      share: items.reduce((sum, { share }) => sum + share, 0),
      ...pods.get(key),
    }))
    .toSorted((one, other) => other.entries - one.entries);
  return { ...precisionOf(list), distinct: talkers.length, talkers };
}

function ownersOf({ items }: TopList, owners: AddressOwners | undefined, atMs: number): ReadonlyMap<string, Owner> {
  return owners === undefined ? new Map() : ownersOfAddresses(owners, new Set(items.map(({ key }) => key)), atMs);
}

function ofItem({ key, entries, share, kinds, peers }: TopItem): Talker {
  return {
    ...{ key, entries, share },
    ...(kinds === undefined ? {} : { unreplied: kinds.unreplied, idleOverOneHour: kinds.idleOverOneHour }),
    ...(peers === undefined ? {} : { peers }),
  };
}

function ofCounts(counts: Counts, total: number): Ranked {
  const talkers = Object.entries(counts)
    .map(([key, entries]) => ({ key, entries, share: total === 0 ? 0 : entries / total }))
    .toSorted((one, other) => other.entries - one.entries);
  return { exact: true, errorBound: 0, distinct: talkers.length, talkers };
}

function precisionOf({ exact, errorBound, distinct }: TopList): Pick<TopList, "exact" | "errorBound" | "distinct"> {
  return { exact, errorBound, distinct };
}
