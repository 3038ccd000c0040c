import type { ConntrackTimeouts } from "./conntrack-timeouts.ts";
import type { Rate } from "./rate.ts";
import type { TableTurnover } from "./table-turnover.ts";

/** What `top` can group by. Workload, pod and namespace are those of the client. */
export const trafficDimensions = ["workload", "pod", "namespace", "service", "server", "destination", "port", "state"] as const;
export type TrafficDimension = (typeof trafficDimensions)[number];

/** The timeout that an entry counts down from; `other` where it is offloaded, fixed, or of a protocol with its own. */
export type TimeoutClass = keyof ConntrackTimeouts | "other";

/** The table by whose it is: entries, and how often they are born. */
export interface TableTraffic {
  readonly total: number;
  /** Entries whose client has a name; an external client has none. */
  readonly named: number;
  /** Of those, entries whose client is infrastructure; missing where there are none. */
  readonly infrastructure?: number;
  readonly byTimeout: EntriesByTimeout;
  readonly births?: Rate;
  /** Only where an earlier walk was compared with. */
  readonly turnover?: TableTurnover;
  readonly by: Readonly<Record<TrafficDimension, TrafficBreakdown>>;
}

export type EntriesByTimeout = Readonly<Partial<Record<TimeoutClass, number>>>;

export interface TrafficBreakdown {
  /** Most entries first. */
  readonly groups: readonly TrafficGroup[];
  /** True while every distinct key had its own counter. */
  readonly exact: boolean;
  /** An item's count may be too high by at most this many entries; 0 when exact. */
  readonly errorBound: number;
  readonly distinct: number;
}

export interface TrafficGroup {
  /** `Deployment shop/checkout`, `shop/checkout-7d9f6-x2x4q`, `10.0.0.5`, `tcp/443`, `TIME_WAIT`: by itself enough to ask for the group again. */
  readonly key: string;
  /** As client; for `service`, `server`, `destination`, `port` and `state` all entries of the group. */
  readonly entries: number;
  /** Of all entries of the table, 0 to 1. */
  readonly share: number;
  /** Entries that the group answers, for workload, pod and namespace. */
  readonly asServer?: number;
  readonly births?: Rate;
  readonly byTimeout: EntriesByTimeout;
  /** Of the entries, those born lately by their countdown, by the timeout they count down from: what `births` was told from. */
  readonly youngByTimeout: EntriesByTimeout;
  readonly unreplied: number;
  /** ESTABLISHED connections known to have been idle for an hour or more. */
  readonly idleOverOneHour: number;
  readonly oldestIdleSeconds?: number;
  /** About how many distinct destinations, for workload and pod. */
  readonly peers?: number;
  /** A pod that is gone: its entries outlive it. */
  readonly hasEnded?: true;
  /** A workload, pod, namespace, service or server of the cluster's own: tunnels, probes, and what runs in a namespace of the system. */
  readonly isInfrastructure?: true;
  /** Only the entries are known: the key came when every counter with more detail was taken. */
  readonly detailsUnknown?: true;
}
