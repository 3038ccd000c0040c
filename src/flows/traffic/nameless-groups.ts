import { formatAddress } from "../../model/ip-address.ts";
import type { TrafficGroup } from "../../model/table-traffic.ts";
import type { KeyCounter, KeyCounts } from "../key-counter.ts";
import type { KeyPeers } from "../key-peers.ts";
import type { KeyCount } from "../key-ranking.ts";
import type { KeyOwners } from "../owners/key-owners.ts";
import type { OwnerColumns } from "../owners/owner-columns.ts";
import { type GroupCounter, GroupSum } from "./group-counter.ts";
import { type GroupTerms, trafficGroup } from "./traffic-group.ts";

/** Addresses that nobody has a name for, each by itself: those with the most entries. */
export interface NamelessGroups {
  readonly groups: readonly TrafficGroup[];
  readonly exact: boolean;
  readonly errorBound: number;
  readonly distinct: number;
}

/** One side of the table: its addresses, whose they are, and their counts. */
export interface AddressSide {
  readonly keys: KeyCounter;
  readonly owners: KeyOwners;
  readonly counter: GroupCounter;
}

export function namelessGroups(side: AddressSide, columns: OwnerColumns, limit: number, terms: GroupTerms): NamelessGroups {
  return groupsOfKeys(side, columns, terms, namelessKeys(side.keys, columns, limit));
}

/** With what only clients have: how many peers each has, and what it answers. */
export function namelessClients(
  side: AddressSide,
  columns: OwnerColumns,
  limit: number,
  terms: GroupTerms,
  { endpoints, sourcePeers }: { readonly endpoints: KeyCounter; readonly sourcePeers: KeyPeers },
): NamelessGroups {
  const keys = namelessKeys(side.keys, columns, limit);
  const answers = answersOf(endpoints, keys.items);
  const nameless = groupsOfKeys(side, columns, terms, keys);
  const groups = nameless.groups.map((group, rank) => {
    const asServer = answers.get(group.key);
    const peers = sourcePeers.peersOf(keys.items[rank]!.number);
    return { ...group, ...(asServer === undefined ? {} : { asServer }), ...(peers === undefined ? {} : { peers }) };
  });
  return { ...nameless, groups };
}

/** All of them together: those with counters of their own, and those that came too late for one. */
export function sumOfNameless(counter: GroupCounter, { size }: OwnerColumns): GroupSum {
  const sum = new GroupSum();
  counter.addTo(sum, 0);
  for (let number = size + 1; number < counter.groups; number++) counter.addTo(sum, number);
  return sum;
}

function groupsOfKeys({ owners, counter }: AddressSide, { size }: OwnerColumns, terms: GroupTerms, keys: KeyCounts): NamelessGroups {
  const { exact, errorBound, distinct, items } = keys;
  const groups = items.map((item) => {
    const number = owners.ofKey(item.number) ?? 0;
    return trafficGroup(addressText(item), item.count, number > size ? counter.sumOf(number) : undefined, terms);
  });
  return { groups, exact, errorBound, distinct: exact ? owners.nameless : Math.min(owners.nameless, distinct) };
}

function namelessKeys(keys: KeyCounter, columns: OwnerColumns, limit: number): KeyCounts {
  if (columns.size === 0) return keys.top(limit);
  return keys.top(limit, (words, at) => columns.isNameless(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!));
}

/** What each of these clients answers, by its address; one that is missing answers nothing, or next to nothing where not every key has a counter. */
function answersOf(endpoints: KeyCounter, clients: readonly KeyCount[]): ReadonlyMap<string, number> {
  if (clients.length === 0) return new Map();
  const lastWords = new Set(clients.map(({ words }) => words[3]));
  const wanted = new Set(clients.map(addressText));
  // By the last word first: a text for each of 262,144 keys would take longer than the counting.
  const { items } = endpoints.top(clients.length, (words, at) => {
    return lastWords.has(words[at + 3]!) && wanted.has(formatAddress(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!));
  });
  return new Map(items.map((item) => [addressText(item), item.count]));
}

function addressText({ words }: KeyCount): string {
  return formatAddress(...words);
}
