import type { NamedClient } from "../analysis/clients/clients-by-workload.ts";
import { TableClients } from "../analysis/clients/table-clients.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import { isPresent } from "../model/reading.ts";
import { speaksForTable } from "../model/speaks-for-table.ts";
import type { ItemKinds, TableComposition, TopItem } from "../model/table-composition.ts";
import type { CauseId, Culprit, LimitId } from "../model/verdict.ts";
import type { ClaimName } from "./claims.ts";
import { clientCulprit, nameCulprit } from "./name-culprit.ts";

/** A client below this part of the table is not worth a name. */
const leastShare = 0.05;
const mostCulprits = 5;

/** Whose entries fill what is hit: the walked table says it of itself and of the instance, which tracks the same connections. */
export type TableAtStake = "own" | "pod" | "none";

export function tableAtStake(limit: LimitId, decisive: readonly ClaimName[]): TableAtStake {
  switch (limit) {
    case "none":
    case "unknown":
    case "hash-undersized":
    case "bpf-map-full":
      return "none";
    case "pod-table-full":
      return "pod";
    case "approaching-limit":
      return decisive.includes("podTableNearLimit") ? "pod" : decisive.includes("bpfMapNearlyFull") ? "none" : "own";
    default:
      return "own";
  }
}

/** Whose entries the walked table of a snapshot has, by name where names are known. */
export interface TableHolders {
  readonly composition: TableComposition;
  readonly clients: TableClients;
}

/** Undefined where no table was walked, or too little of it. */
export function tableHolders(now: NodeSnapshot): TableHolders | undefined {
  const composition = compositionOf(now);
  if (composition === undefined) return undefined;
  const { addressOwners } = now.parts;
  const names = isPresent(addressOwners) ? addressOwners.value : undefined;
  return { composition, clients: new TableClients(composition.top.sources, names, now.takenAtMs) };
}

/** Who holds the table that is at stake, with entries and share: the pods of one workload together. */
export function findCulprits(table: TableAtStake, now: NodeSnapshot, holders: TableHolders | undefined): readonly Culprit[] {
  if (table === "none") return [];
  if (table === "pod") return namespaceCulprits(now);
  if (holders === undefined) return [];
  const { clients } = holders;
  return clients.all
    .filter(({ share }) => share >= leastShare)
    .slice(0, mostCulprits)
    .map((client) => clientCulprit(client, clients));
}

/** Whom a cause points at: the workload, client or endpoint that has most of the entries it speaks of. */
export function causeCulprit(cause: CauseId, now: NodeSnapshot, holders: TableHolders | undefined): Culprit | undefined {
  if (holders === undefined) return undefined;
  const { clients, composition } = holders;
  switch (cause) {
    case "stale-endpoints":
      return staleEndpoint(composition.top.endpoints.items, now);
    case "connection-leak":
      return clientWithMost(clients, clients.all, "idleOverOneHour");
    case "connection-churn":
      return clientWithMost(clients, clients.all, "timeWait");
    case "burst-or-retry-storm":
      return clientWithMost(clients, clients.all, "synSent");
    case "udp-accumulation":
      return clientWithMost(clients, clients.all, "udp");
    case "fan-out":
      return clientWithMostPeers(clients);
    case "probe-load": {
      const local = localAddressesOf(now);
      return clientWithMost(clients, clients.groupOf(clients.items.filter(({ key }) => local.includes(key))), "timeWait");
    }
    case "table-too-small":
    case "tunnel-tracking":
      return undefined;
  }
}

function clientWithMost(clients: TableClients, groups: readonly NamedClient[], what: keyof ItemKinds): Culprit | undefined {
  const weightOf = ({ kinds }: TopItem) => kinds?.[what] ?? 0;
  const weightOfAll = ({ members }: NamedClient) => members.reduce((sum, { item }) => sum + weightOf(item), 0);
  // Without kinds only the whole is known, which points at the largest.
  const isKnown = groups.some(({ members }) => members.some(({ item }) => item.kinds !== undefined));
  const [most] = isKnown ? groups.toSorted((left, right) => weightOfAll(right) - weightOfAll(left)) : groups;
  if (most === undefined || most.share < leastShare || (isKnown && weightOfAll(most) === 0)) return undefined;
  const [member] = isKnown ? most.members.toSorted((left, right) => weightOf(right.item) - weightOf(left.item)) : most.members;
  return clientCulprit(most, clients, member?.item);
}

/** Destinations of several pods are not added up: they may be the same ones. */
function clientWithMostPeers(clients: TableClients): Culprit | undefined {
  const [widest] = clients.items.toSorted((left, right) => (right.peers ?? 0) - (left.peers ?? 0));
  const group = clients.all.find(({ members }) => members.some(({ item }) => item === widest));
  return group === undefined || group.share < leastShare ? undefined : clientCulprit(group, clients, widest);
}

function staleEndpoint(items: readonly TopItem[], now: NodeSnapshot): Culprit | undefined {
  const weightOf = ({ kinds }: TopItem) => kinds?.unreplied ?? 0;
  const isKnown = items.some(({ kinds }) => kinds !== undefined);
  const [most] = isKnown ? items.toSorted((left, right) => weightOf(right) - weightOf(left)) : items;
  if (most === undefined || most.share < leastShare || (isKnown && weightOf(most) === 0)) return undefined;
  const { key, entries, share } = most;
  return nameCulprit({ kind: "endpoint", name: key, entries, share }, now);
}

function namespaceCulprits({ parts }: NodeSnapshot): readonly Culprit[] {
  if (!isPresent(parts.namespaces) || !isPresent(parts.tableUsage)) return [];
  const { max } = parts.tableUsage.value;
  return parts.namespaces.value
    .filter(({ isOwn, count }) => !isOwn && max > 0 && count / max >= 0.85)
    .toSorted((left, right) => right.count - left.count)
    .slice(0, mostCulprits)
    .map(({ command, pid, count }) => ({ kind: "namespace", name: `${command} (process ${pid})`, entries: count, share: count / max }));
}

function localAddressesOf({ parts }: NodeSnapshot): readonly string[] {
  return isPresent(parts.localAddresses) ? parts.localAddresses.value : [];
}

function compositionOf({ parts }: NodeSnapshot): TableComposition | undefined {
  if (!isPresent(parts.tableComposition)) return undefined;
  const count = isPresent(parts.tableUsage) ? parts.tableUsage.value.count : undefined;
  const composition = parts.tableComposition.value;
  // Nobody is blamed by a handful of entries of a table that holds many more.
  return speaksForTable(composition, count) ? composition : undefined;
}
