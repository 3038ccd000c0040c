import type { TableComposition, TopItem } from "../../model/table-composition.ts";
import type { EntriesByTimeout, TableTraffic, TimeoutClass, TrafficBreakdown, TrafficGroup } from "../../model/table-traffic.ts";

/** TCP states by name and the timeouts they count down from. */
const timeoutOfState: Readonly<Record<string, TimeoutClass>> = {
  SYN_SENT: "tcpSynSent",
  SYN_SENT2: "tcpSynSent",
  SYN_RECV: "tcpSynRecv",
  ESTABLISHED: "tcpEstablished",
  FIN_WAIT: "tcpFinWait",
  CLOSE_WAIT: "tcpCloseWait",
  LAST_ACK: "tcpLastAck",
  TIME_WAIT: "tcpTimeWait",
  CLOSE: "tcpClose",
};

/**
 * The table by timeouts from what its composition tells, for a bundle that saved no table itself. Births are not in it; UDP is taken as not being streams, and
 * clients are known by their addresses and only the most frequent of them.
 */
export function trafficOfComposition({ total, byState, byProtocol, facts, top }: TableComposition): TableTraffic {
  const byTimeout: Partial<Record<TimeoutClass, number>> = {};
  const add = (timeout: TimeoutClass, entries: number) => {
    if (entries > 0) byTimeout[timeout] = (byTimeout[timeout] ?? 0) + entries;
  };
  for (const [state, entries] of Object.entries(byState)) add(timeoutOfState[state] ?? "other", entries);
  add("udp", facts.udp);
  add("icmp", byProtocol["icmp"] ?? 0);
  add("icmpv6", byProtocol["icmpv6"] ?? 0);
  const told = Object.values(byTimeout).reduce((sum, entries) => sum + entries, 0);
  add("other", total - told);
  const none: TrafficBreakdown = { groups: [], exact: true, errorBound: 0, distinct: 0 };
  const { exact, errorBound, distinct, items } = top.sources;
  return {
    total,
    named: 0,
    byTimeout,
    by: {
      workload: { groups: items.map(groupOf), exact, errorBound, distinct },
      ...{ pod: none, namespace: none, service: none, server: none, destination: none, port: none, state: none },
    },
  };
}

function groupOf({ key, entries, share, kinds, peers }: TopItem): TrafficGroup {
  return {
    ...{ key, entries, share },
    byTimeout: kinds === undefined ? {} : timeoutsOfKinds(entries, kinds),
    youngByTimeout: {},
    unreplied: kinds?.unreplied ?? 0,
    idleOverOneHour: kinds?.idleOverOneHour ?? 0,
    ...(peers === undefined ? {} : { peers }),
    ...(kinds === undefined ? { detailsUnknown: true as const } : {}),
  };
}

function timeoutsOfKinds(entries: number, { timeWait, synSent, established, udp }: NonNullable<TopItem["kinds"]>): EntriesByTimeout {
  const rest = entries - timeWait - synSent - established - udp;
  const counts: readonly (readonly [TimeoutClass, number])[] = [
    ["tcpSynSent", synSent],
    ["tcpEstablished", established],
    ["tcpTimeWait", timeWait],
    ["udp", udp],
    ["other", rest],
  ];
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
