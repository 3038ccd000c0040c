import type { NodeSnapshot } from "../model/node-snapshot.ts";
import { isPresent } from "../model/reading.ts";
import { speaksForTable } from "../model/speaks-for-table.ts";
import type { TableComposition, TopItem } from "../model/table-composition.ts";
import type { CauseId, Culprit, LimitId } from "../model/verdict.ts";
import type { ClaimName } from "./claims.ts";

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

/** Who holds the table that is at stake, with entries and share. */
export function findCulprits(table: TableAtStake, now: NodeSnapshot): readonly Culprit[] {
  if (table === "none") return [];
  if (table === "pod") return namespaceCulprits(now);
  const composition = compositionOf(now);
  if (composition === undefined) return [];
  return composition.top.sources.items
    .filter(({ share }) => share >= leastShare)
    .slice(0, mostCulprits)
    .map((item) => culpritOf("client", item));
}

/** Whom a cause points at: the client or endpoint that has most of the entries it speaks of. */
export function causeCulprit(cause: CauseId, now: NodeSnapshot): Culprit | undefined {
  const composition = compositionOf(now);
  if (composition === undefined) return undefined;
  const { sources, endpoints } = composition.top;
  switch (cause) {
    case "stale-endpoints":
      return mostOf("endpoint", endpoints.items, "unreplied");
    case "connection-leak":
      return mostOf("client", sources.items, "idleOverOneHour");
    case "connection-churn":
      return mostOf("client", sources.items, "timeWait");
    case "burst-or-retry-storm":
      return mostOf("client", sources.items, "synSent");
    case "udp-accumulation":
      return mostOf("client", sources.items, "udp");
    case "fan-out":
      return mostOf("client", sources.items.toSorted((left, right) => (right.peers ?? 0) - (left.peers ?? 0)).slice(0, 1), undefined);
    case "probe-load":
      return mostOf(
        "client",
        sources.items.filter(({ key }) => localAddressesOf(now).includes(key)),
        "timeWait",
      );
    case "table-too-small":
    case "tunnel-tracking":
      return undefined;
  }
}

function mostOf(
  kind: Culprit["kind"],
  items: readonly TopItem[],
  what: keyof NonNullable<TopItem["kinds"]> | undefined,
): Culprit | undefined {
  const weightOf = (item: TopItem) => (what === undefined ? item.entries : (item.kinds?.[what] ?? 0));
  // Without kinds only the whole is known, which points at the largest.
  const isKnown = what !== undefined && items.some(({ kinds }) => kinds !== undefined);
  const [most] = isKnown ? items.toSorted((left, right) => weightOf(right) - weightOf(left)) : items;
  return most === undefined || most.share < leastShare || (isKnown && weightOf(most) === 0) ? undefined : culpritOf(kind, most);
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

function culpritOf(kind: Culprit["kind"], { key, entries, share }: TopItem): Culprit {
  return { kind, name: key, entries, share };
}
