import { formatAddress } from "../../model/ip-address.ts";
import { protocolName } from "../../model/ip-protocol.ts";
import type { TableTraffic, TrafficBreakdown, TrafficGroup } from "../../model/table-traffic.ts";
import { tcpStateNames } from "../../model/tcp-state.ts";
import type { CountedRows } from "../counted-rows.ts";
import type { KeyCounter, KeyCounts } from "../key-counter.ts";
import type { KeyCount } from "../key-ranking.ts";
import type { KeyOwners } from "../owners/key-owners.ts";
import type { OwnerColumns } from "../owners/owner-columns.ts";
import type { OwnerNames } from "../owners/owner-numbers.ts";
import { portKeyText } from "../port-keys.ts";
import { type BirthMethod, birthRate } from "./birth-rate.ts";
import { type GroupCounter, GroupSum } from "./group-counter.ts";
import type { GroupPeers } from "./group-peers.ts";
import { entriesByTimeout, type GroupTerms, inOrderOfEntries, trafficGroup } from "./traffic-group.ts";
import { stateGroup, type TrafficGroups } from "./traffic-groups.ts";

export interface TrafficCounts {
  readonly groups: TrafficGroups;
  readonly peers: GroupPeers;
  readonly counted: CountedRows;
  readonly owners: OwnerColumns;
  readonly topGroups: number;
  readonly births: BirthMethod | undefined;
  /** Where an earlier walk was compared with. */
  readonly compared:
    | { readonly overSeconds: number; readonly earlierByClass: Uint32Array; readonly stayedByClass: Uint32Array }
    | undefined;
}

/** Gives the counted numbers their names. */
export function composeTraffic(counts: TrafficCounts): TableTraffic {
  const { groups, counted, owners, births, compared, topGroups } = counts;
  const whole = new GroupSum();
  for (let number = 0; number < groups.states.groups; number++) groups.states.addTo(whole, number);
  const terms: GroupTerms = { total: whole.entries, births };
  const { services, destinations, ports } = groups.byTarget();
  const active = activeOwners(owners, groups, services);
  return {
    total: whole.entries,
    named: active.reduce((sum, { clientEntries }) => sum + clientEntries, 0),
    byTimeout: entriesByTimeout(whole.byClass),
    ...(births === undefined ? {} : { births: birthRate(whole, births) }),
    ...(compared === undefined
      ? {}
      : {
          turnover: {
            overSeconds: compared.overSeconds,
            earlierByTimeout: entriesByTimeout(compared.earlierByClass),
            goneByTimeout: entriesByTimeout(compared.earlierByClass.map((entries, own) => entries - compared.stayedByClass[own]!)),
          },
        }),
    by: {
      workload: clientBreakdown(counts, terms, { active, names: owners.names?.byWorkload }, false),
      pod: clientBreakdown(counts, terms, { active, names: owners.names?.byOwnName }, true),
      namespace: namespaceBreakdown(counts, terms, { active, names: owners.names?.byNamespace }),
      service: serviceBreakdown(services, terms, { active, names: owners.names?.byOwnName }, topGroups),
      server: serverBreakdown(counts, terms, { active, names: owners.names?.byOwnName }),
      destination: keyBreakdown(counted.destinations, destinations, addressText, terms, topGroups),
      port: keyBreakdown(counted.ports, ports, portText, terms, topGroups),
      state: stateBreakdown(groups.states, terms, topGroups),
    },
  };
}

interface ActiveOwner {
  readonly number: number;
  readonly clientEntries: number;
  readonly serverEntries: number;
  readonly serviceEntries: number;
}

/** Of the many that a cluster has, those that this table knows. */
function activeOwners({ size }: OwnerColumns, { clients, servers }: TrafficGroups, services: GroupCounter): readonly ActiveOwner[] {
  const active: ActiveOwner[] = [];
  for (let number = 1; number <= size; number++) {
    const clientEntries = clients.entriesOf(number);
    const serverEntries = servers.entriesOf(number);
    const serviceEntries = services.entriesOf(number);
    if (clientEntries + serverEntries + serviceEntries > 0) active.push({ number, clientEntries, serverEntries, serviceEntries });
  }
  return active;
}

/** Owners, and the names by which they go in one dimension: the pods of a workload go by one. */
interface NamedOwners {
  readonly active: readonly ActiveOwner[];
  readonly names: OwnerNames | undefined;
}

interface NamedTogether {
  readonly key: string;
  readonly entries: number;
  readonly asServer: number;
  /** Numbers of owners. */
  readonly members: readonly number[];
}

/** The names with the most entries, and how many there are: of thousands only those that are shown get all their figures. */
function mostEntries(
  { active, names }: NamedOwners,
  topGroups: number,
  entriesOf: (owner: ActiveOwner) => number,
  besidesOf: (owner: ActiveOwner) => number = () => 0,
): { readonly distinct: number; readonly top: readonly NamedTogether[] } {
  const { names: texts = [], nameOfOwner = [] } = names ?? {};
  const entries = new Float64Array(texts.length);
  const besides = new Float64Array(texts.length);
  for (const owner of active) {
    const name = nameOfOwner[owner.number]!;
    entries[name]! += entriesOf(owner);
    besides[name]! += besidesOf(owner);
  }
  const present = [...entries.keys()].filter((name) => entries[name]! + besides[name]! > 0);
  // Sorting numbers is quicker than sorting thousands of names of which few are wanted.
  const atLeast = entries.toSorted()[entries.length - topGroups] ?? 0;
  const members = new Map(present.filter((name) => entries[name]! >= atLeast).map((name) => [name, [] as number[]]));
  for (const { number } of active) members.get(nameOfOwner[number]!)?.push(number);
  const candidates = [...members].map(([name, own]) => ({
    ...{ key: texts[name]!, entries: entries[name]!, asServer: besides[name]!, members: own },
  }));
  return { distinct: present.length, top: inOrderOfEntries(candidates).slice(0, topGroups) };
}

const clientEntries = (owner: ActiveOwner) => owner.clientEntries;
const serverEntries = (owner: ActiveOwner) => owner.serverEntries;
const serviceEntries = (owner: ActiveOwner) => owner.serviceEntries;

/** Clients of one name together, and those without one each by its address. */
function clientBreakdown(counts: TrafficCounts, terms: GroupTerms, all: NamedOwners, isByPod: boolean): TrafficBreakdown {
  const { groups, counted, owners, topGroups } = counts;
  const { distinct, top } = mostEntries(all, topGroups, clientEntries, serverEntries);
  const peers = counts.peers.of(
    top.map(({ members }) => members),
    counted.sourcePeers,
  );
  const named = top.map(({ key, members, asServer }, rank) => ({
    ...namedGroup(groups.clients, key, members, terms),
    asServer,
    ...peersField(peers[rank]),
    ...(isByPod ? endedMark(owners, members) : {}),
  }));
  const keys = namelessKeys(counts, counted.sources);
  const answers = answersOf(counted.endpoints, keys.items);
  const nameless = keys.items.map((item) => {
    const asServer = answers.get(addressText(item));
    return {
      ...namelessGroup(groups.clients, owners, owners.sources, item, terms),
      ...(asServer === undefined ? {} : { asServer }),
      ...peersField(counted.sourcePeers.peersOf(item.number)),
    };
  });
  return together(topGroups, { distinct, groups: named }, { keys, distinct: distinctNameless(owners.sources, keys), groups: nameless });
}

function serverBreakdown(counts: TrafficCounts, terms: GroupTerms, all: NamedOwners): TrafficBreakdown {
  const { groups, counted, owners, topGroups } = counts;
  const { distinct, top } = mostEntries(all, topGroups, serverEntries);
  const named = top.map(({ key, members }) => ({ ...namedGroup(groups.servers, key, members, terms), ...endedMark(owners, members) }));
  const keys = namelessKeys(counts, counted.endpoints);
  const nameless = keys.items.map((item) => namelessGroup(groups.servers, owners, owners.endpoints, item, terms));
  return together(topGroups, { distinct, groups: named }, { keys, distinct: distinctNameless(owners.endpoints, keys), groups: nameless });
}

function namespaceBreakdown({ groups, owners, topGroups }: TrafficCounts, terms: GroupTerms, all: NamedOwners): TrafficBreakdown {
  const { distinct, top } = mostEntries(all, topGroups, clientEntries, serverEntries);
  const named = top.map(({ key, members, asServer }) => ({ ...namedGroup(groups.clients, key, members, terms), asServer }));
  const nobody = sumOfNameless(groups.clients, owners.size);
  const asServer = sumOfNameless(groups.servers, owners.size).entries;
  const unnamed = nobody.entries + asServer === 0 ? [] : [{ ...trafficGroup("(unnamed)", nobody.entries, nobody, terms), asServer }];
  return exactBreakdown([...named, ...unnamed], distinct + unnamed.length, topGroups);
}

function serviceBreakdown(services: GroupCounter, terms: GroupTerms, all: NamedOwners, topGroups: number): TrafficBreakdown {
  const { distinct, top } = mostEntries(all, topGroups, serviceEntries);
  const named = top.map(({ key, members }) => namedGroup(services, key, members, terms));
  const none = services.sumOf(0) ?? new GroupSum();
  const others = none.entries === 0 ? [] : [trafficGroup("(no service)", none.entries, none, terms)];
  return exactBreakdown([...named, ...others], distinct + others.length, topGroups);
}

function namedGroup(counter: GroupCounter, key: string, members: readonly number[], terms: GroupTerms): TrafficGroup {
  const sum = new GroupSum();
  for (const number of members) counter.addTo(sum, number);
  return trafficGroup(key, sum.entries, sum, terms);
}

function namelessGroup(
  counter: GroupCounter,
  { size }: OwnerColumns,
  keyOwners: KeyOwners,
  item: KeyCount,
  terms: GroupTerms,
): TrafficGroup {
  const number = keyOwners.ofKey(item.number) ?? 0;
  return trafficGroup(addressText(item), item.count, number > size ? counter.sumOf(number) : undefined, terms);
}

/** Those with counters of their own, and those that came too late for one. */
function sumOfNameless(counter: GroupCounter, owners: number): GroupSum {
  const sum = new GroupSum();
  counter.addTo(sum, 0);
  for (let number = owners + 1; number < counter.groups; number++) counter.addTo(sum, number);
  return sum;
}

function namelessKeys({ owners, topGroups }: TrafficCounts, keys: KeyCounter): KeyCounts {
  if (owners.size === 0) return keys.top(topGroups);
  return keys.top(topGroups, (words, at) => owners.isNameless(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!));
}

function distinctNameless({ nameless }: KeyOwners, { exact, distinct }: KeyCounts): number {
  return exact ? nameless : Math.min(nameless, distinct);
}

function together(
  topGroups: number,
  named: { readonly distinct: number; readonly groups: readonly TrafficGroup[] },
  nameless: { readonly keys: KeyCounts; readonly distinct: number; readonly groups: readonly TrafficGroup[] },
): TrafficBreakdown {
  const { exact, errorBound } = nameless.keys;
  const groups = inOrderOfEntries([...named.groups, ...nameless.groups]).slice(0, topGroups);
  return { exact, errorBound, distinct: named.distinct + nameless.distinct, groups };
}

/** What each of these clients answers, by its address; one that is missing answers nothing, or next to nothing where not every key has a counter. */
function answersOf(endpoints: KeyCounter, clients: readonly KeyCount[]): ReadonlyMap<string, number> {
  const lastWords = new Set(clients.map(({ words }) => words[3]));
  const wanted = new Set(clients.map(addressText));
  // By the last word first: a text for each of 262,144 keys would take longer than the counting.
  const { items } = endpoints.top(clients.length, (words, at) => {
    return lastWords.has(words[at + 3]!) && wanted.has(formatAddress(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!));
  });
  return new Map(items.map((item) => [addressText(item), item.count]));
}

function keyBreakdown(
  keys: KeyCounter,
  counter: GroupCounter,
  nameOf: (item: KeyCount) => string,
  terms: GroupTerms,
  topGroups: number,
): TrafficBreakdown {
  const { exact, errorBound, distinct, items } = keys.top(topGroups);
  return {
    exact,
    errorBound,
    distinct,
    groups: items.map((item) => trafficGroup(nameOf(item), item.count, counter.sumOf(item.number), terms)),
  };
}

function stateBreakdown(states: GroupCounter, terms: GroupTerms, topGroups: number): TrafficBreakdown {
  const sums = new Map<string, GroupSum>();
  for (let number = 0; number < states.groups; number++) {
    if (states.entriesOf(number) === 0) continue;
    const name = stateText(number);
    const sum = sums.get(name) ?? new GroupSum();
    states.addTo(sum, number);
    sums.set(name, sum);
  }
  const groups = [...sums].map(([name, sum]) => trafficGroup(name, sum.entries, sum, terms));
  return exactBreakdown(groups, groups.length, topGroups);
}

function exactBreakdown(groups: readonly TrafficGroup[], distinct: number, topGroups: number): TrafficBreakdown {
  return { exact: true, errorBound: 0, distinct, groups: inOrderOfEntries(groups).slice(0, topGroups) };
}

function peersField(peers: number | undefined): { readonly peers?: number } {
  return peers === undefined ? {} : { peers };
}

function endedMark(owners: OwnerColumns, members: readonly number[]): { readonly hasEnded?: true } {
  return members.every((number) => owners.namedOwner(number)?.hasEnded === true) ? { hasEnded: true } : {};
}

function stateText(number: number): string {
  const { protocol, tcpState } = stateGroup(number);
  return (tcpState === undefined ? undefined : tcpStateNames[tcpState]) ?? protocolName(protocol);
}

function addressText({ words }: KeyCount): string {
  return formatAddress(...words);
}

function portText({ words: [, , protocol, port] }: KeyCount): string {
  return portKeyText(protocol, port);
}
