import type { Counts, ItemKinds, SourceNatPortUse, TableComposition, TopItem, TopList } from "../../src/model/table-composition.ts";

/** Entries of one kind, opened by one client or spread evenly over several. */
export interface FlowGroup {
  readonly kind: keyof typeof kinds;
  readonly entries: number;
  /** One address, several that share the entries, or how many clients of the pods' range do. */
  readonly clients: string | number | readonly string[];
  /** How many destinations each client has. */
  readonly peers?: number;
  readonly destination?: string;
  readonly port?: number;
  /** Where a service's address was translated to. */
  readonly endpoint?: string;
}

const kinds = {
  established: { protocol: "tcp", state: "ESTABLISHED", flags: ["assured"], isIdle: false },
  idle: { protocol: "tcp", state: "ESTABLISHED", flags: ["assured"], isIdle: true },
  timeWait: { protocol: "tcp", state: "TIME_WAIT", flags: ["assured"], isIdle: false },
  synSent: { protocol: "tcp", state: "SYN_SENT", flags: ["unreplied"], isIdle: false },
  udp: { protocol: "udp", state: undefined, flags: ["replied"], isIdle: false },
  udpUnanswered: { protocol: "udp", state: undefined, flags: ["unreplied"], isIdle: false },
  tunnel: { protocol: "udp", state: undefined, flags: ["unreplied"], isIdle: false },
} as const;

/** What a walk of such a table counts; every figure follows from the groups, so that none contradicts another. */
export function composeTable(
  groups: readonly FlowGroup[],
  ports: readonly SourceNatPortUse[] = [],
  sourcesToKeep = itemsToKeep,
): TableComposition {
  const total = sum(groups, () => true);
  const of = (...names: readonly FlowGroup["kind"][]) => sum(groups, ({ kind }) => names.includes(kind));
  const unreplied = sum(groups, ({ kind }) => kinds[kind].flags[0] === "unreplied");
  const translated = sum(groups, ({ endpoint }) => endpoint !== undefined);
  const established = of("established", "idle");
  const udp = of("udp", "udpUnanswered", "tunnel");
  const tcp = total - udp;
  return {
    total,
    malformed: 0,
    duplicates: 0,
    filteredOut: 0,
    malformedExamples: [],
    byProtocol: withoutZeros({ tcp, udp }),
    byState: withoutZeros({ ESTABLISHED: established, TIME_WAIT: of("timeWait"), SYN_SENT: of("synSent") }),
    byFamily: withoutZeros({ ipv4: total }),
    byFlag: withoutZeros({ assured: established + of("timeWait"), unreplied, replied: of("udp") }),
    byZone: withoutZeros({ "0": total }),
    byNat: withoutZeros({ none: total - translated, destination: translated }),
    byIdleAge: withoutZeros({ "under-1m": of("established"), "1h-to-1d": of("idle") }),
    byAge: withoutZeros({ unknown: total }),
    facts: {
      tcp,
      udp,
      tcpUnreplied: of("synSent"),
      udpUnreplied: of("udpUnanswered", "tunnel"),
      established,
      establishedKnownIdleOverOneHour: of("idle"),
      tunnel: of("tunnel"),
    },
    timeouts: { from: "sysctl", tcpEstablishedSeconds: 86_400 },
    top: {
      sources: topList(groups, total, clientsOf, true, sourcesToKeep),
      destinations: topList(groups, total, ({ destination = "10.96.0.1" }) => [destination]),
      ports: topList(groups, total, ({ kind, port = 443 }) => [`${kinds[kind].protocol}/${port}`]),
      endpoints: topList(groups, total, ({ destination = "10.96.0.1", endpoint = destination }) => [endpoint], true),
    },
    sourceNat: { exact: true, errorBound: 0, distinct: ports.length, items: ports },
  };
}

/** A saved list names the first few; what is behind them is in `distinct`. */
const itemsToKeep = 3;

function topList(
  groups: readonly FlowGroup[],
  total: number,
  keysOf: (group: FlowGroup) => readonly string[],
  withKinds = false,
  mostItems = itemsToKeep,
): TopList {
  const found = new Map<string, { entries: number; peers: number; kinds: ItemKinds }>();
  for (const group of groups) {
    const keys = keysOf(group);
    for (const [index, key] of keys.entries()) {
      const entries = Math.floor(group.entries / keys.length) + (index < group.entries % keys.length ? 1 : 0);
      const before = found.get(key);
      found.set(key, {
        entries: (before?.entries ?? 0) + entries,
        peers: Math.max(before?.peers ?? 0, group.peers ?? 3),
        kinds: addKinds(before?.kinds ?? noKinds, group, entries),
      });
    }
  }
  const items = [...found]
    .toSorted(([, left], [, right]) => right.entries - left.entries)
    .slice(0, mostItems)
    .map(([key, item]): TopItem => {
      const isClient = keysOf === clientsOf;
      const detail = withKinds ? { kinds: item.kinds, ...(isClient ? { peers: item.peers } : {}) } : {};
      return { key, entries: item.entries, share: total === 0 ? 0 : item.entries / total, ...detail };
    });
  return { exact: true, errorBound: 0, distinct: found.size, items };
}

function clientsOf({ clients }: FlowGroup): readonly string[] {
  if (typeof clients === "string") return [clients];
  if (typeof clients !== "number") return clients;
  return Array.from({ length: clients }, (_, index) => `10.0.${1 + Math.floor(index / 200)}.${10 + (index % 200)}`);
}

const noKinds: ItemKinds = { timeWait: 0, synSent: 0, udp: 0, established: 0, idleOverOneHour: 0, unreplied: 0, destinationNat: 0 };

function addKinds(before: ItemKinds, { kind, endpoint }: FlowGroup, entries: number): ItemKinds {
  const { protocol, state, flags, isIdle } = kinds[kind];
  const when = (isSo: boolean) => (isSo ? entries : 0);
  return {
    timeWait: before.timeWait + when(state === "TIME_WAIT"),
    synSent: before.synSent + when(state === "SYN_SENT"),
    udp: before.udp + when(protocol === "udp"),
    established: before.established + when(state === "ESTABLISHED"),
    idleOverOneHour: before.idleOverOneHour + when(isIdle),
    unreplied: before.unreplied + when(flags[0] === "unreplied"),
    destinationNat: before.destinationNat + when(endpoint !== undefined),
  };
}

function sum(groups: readonly FlowGroup[], isSo: (group: FlowGroup) => boolean): number {
  return groups.filter(isSo).reduce((entries, group) => entries + group.entries, 0);
}

function withoutZeros(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
