import { formatAddress } from "../../model/ip-address.ts";
import { protocolName } from "../../model/ip-protocol.ts";
import { isInfrastructure } from "../../model/owner.ts";
import type { TableTraffic, TrafficBreakdown, TrafficGroup } from "../../model/table-traffic.ts";
import { tcpStateNames } from "../../model/tcp-state.ts";
import type { CountedRows } from "../counted-rows.ts";
import type { KeyCounter } from "../key-counter.ts";
import type { KeyCount } from "../key-ranking.ts";
import type { OwnerColumns } from "../owners/owner-columns.ts";
import { portKeyText } from "../port-keys.ts";
import { type BirthMethod, birthRate } from "./birth-rate.ts";
import { type GroupCounter, GroupSum } from "./group-counter.ts";
import type { GroupPeers } from "./group-peers.ts";
import { type NamelessGroups, namelessClients, namelessGroups, sumOfNameless } from "./nameless-groups.ts";
import { type ActiveOwner, activeOwners, mostEntries, type NamedOwners } from "./owners-by-name.ts";
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
  const { byWorkload, byOwnName, byNamespace } = owners.names ?? {};
  const clientSide = { keys: counted.sources, owners: owners.sources, counter: groups.clients };
  const serverSide = { keys: counted.endpoints, owners: owners.endpoints, counter: groups.servers };
  const nameless = namelessClients(clientSide, owners, topGroups, terms, counted);
  const namelessServers = namelessGroups(serverSide, owners, topGroups, terms);
  const ofCluster = active.filter(({ number }) => isOfCluster(owners, number));
  const infrastructure = entriesOfClients(ofCluster);
  return {
    total: whole.entries,
    named: entriesOfClients(active),
    ...(infrastructure === 0 ? {} : { infrastructure }),
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
      workload: together(topGroups, namedClients(counts, terms, { active, names: byWorkload }, false), nameless),
      pod: together(topGroups, namedClients(counts, terms, { active, names: byOwnName }, true), nameless),
      namespace: namespaceBreakdown(counts, terms, { active, names: byNamespace }),
      service: serviceBreakdown(counts, services, terms, { active, names: byOwnName }),
      server: together(topGroups, namedServers(counts, terms, { active, names: byOwnName }), namelessServers),
      destination: keyBreakdown(counted.destinations, destinations, addressText, terms, topGroups),
      port: keyBreakdown(counted.ports, ports, portText, terms, topGroups),
      state: stateBreakdown(groups.states, terms, topGroups),
    },
  };
}

const clientEntries = (owner: ActiveOwner) => owner.clientEntries;
const serverEntries = (owner: ActiveOwner) => owner.serverEntries;
const serviceEntries = (owner: ActiveOwner) => owner.serviceEntries;

function entriesOfClients(owners: readonly ActiveOwner[]): number {
  return owners.reduce((sum, { clientEntries }) => sum + clientEntries, 0);
}

interface NamedGroups {
  readonly distinct: number;
  readonly groups: readonly TrafficGroup[];
}

function namedClients(counts: TrafficCounts, terms: GroupTerms, all: NamedOwners, isByPod: boolean): NamedGroups {
  const { groups, counted, owners, topGroups } = counts;
  const { distinct, top } = mostEntries(all, topGroups, clientEntries, serverEntries);
  const members = top.map((name) => name.members);
  const peers = counts.peers.of(members, counted.sourcePeers);
  const named = top.map(({ key, members, asServer }, rank) => {
    const own = peers[rank];
    return {
      ...namedGroup(groups.clients, key, members, terms),
      asServer,
      ...infrastructureMark(owners, members),
      ...(own === undefined ? {} : { peers: own }),
      ...(isByPod ? endedMark(owners, members) : {}),
    };
  });
  return { distinct, groups: named };
}

function namedServers({ groups, owners, topGroups }: TrafficCounts, terms: GroupTerms, all: NamedOwners): NamedGroups {
  const { distinct, top } = mostEntries(all, topGroups, serverEntries);
  return {
    distinct,
    groups: top.map(({ key, members }) => ({
      ...namedGroup(groups.servers, key, members, terms),
      ...infrastructureMark(owners, members),
      ...endedMark(owners, members),
    })),
  };
}

/** Those of one name together, and those without one each by its address. */
function together(topGroups: number, named: NamedGroups, { exact, errorBound, distinct, groups }: NamelessGroups): TrafficBreakdown {
  const all = inOrderOfEntries([...named.groups, ...groups]).slice(0, topGroups);
  return { exact, errorBound, distinct: named.distinct + distinct, groups: all };
}

function namespaceBreakdown({ groups, owners, topGroups }: TrafficCounts, terms: GroupTerms, all: NamedOwners): TrafficBreakdown {
  const { distinct, top } = mostEntries(all, topGroups, clientEntries, serverEntries);
  const named = top.map(({ key, members, asServer }) => ({
    ...namedGroup(groups.clients, key, members, terms),
    asServer,
    ...infrastructureMark(owners, members),
  }));
  const nobody = sumOfNameless(groups.clients, owners);
  const asServer = terms.total - all.active.reduce((sum, owner) => sum + owner.serverEntries, 0);
  const unnamed = nobody.entries + asServer === 0 ? [] : [{ ...trafficGroup("(unnamed)", nobody.entries, nobody, terms), asServer }];
  return exactBreakdown([...named, ...unnamed], distinct + unnamed.length, topGroups);
}

function serviceBreakdown(
  { owners, topGroups }: TrafficCounts,
  services: GroupCounter,
  terms: GroupTerms,
  all: NamedOwners,
): TrafficBreakdown {
  const { distinct, top } = mostEntries(all, topGroups, serviceEntries);
  const named = top.map(({ key, members }) => ({ ...namedGroup(services, key, members, terms), ...infrastructureMark(owners, members) }));
  const none = services.sumOf(0) ?? new GroupSum();
  const others = none.entries === 0 ? [] : [trafficGroup("(no service)", none.entries, none, terms)];
  return exactBreakdown([...named, ...others], distinct + others.length, topGroups);
}

function namedGroup(counter: GroupCounter, key: string, members: readonly number[], terms: GroupTerms): TrafficGroup {
  const sum = new GroupSum();
  for (const number of members) counter.addTo(sum, number);
  return trafficGroup(key, sum.entries, sum, terms);
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

function endedMark(owners: OwnerColumns, members: readonly number[]): { readonly hasEnded?: true } {
  return members.every((number) => owners.namedOwner(number)?.hasEnded === true) ? { hasEnded: true } : {};
}

function infrastructureMark(owners: OwnerColumns, members: readonly number[]): { readonly isInfrastructure?: true } {
  return members.every((number) => isOfCluster(owners, number)) ? { isInfrastructure: true } : {};
}

function isOfCluster(owners: OwnerColumns, number: number): boolean {
  const named = owners.namedOwner(number);
  return named !== undefined && isInfrastructure(named.owner);
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
