import type { Counters } from "../model/node-snapshot.ts";
import type { SufferingId } from "../model/victim.ts";

/** A way in which connections of a network namespace fail, as the kernel counts it there. */
export interface Suffering {
  readonly id: SufferingId;
  /** After a number: `120 SYN retransmits`. */
  readonly says: string;
  /** Undefined where this kernel does not count it. */
  count(counters: Counters): number | undefined;
  /** When it moves. */
  readonly because: string;
}

/**
 * Measured on Linux 6.18 with a client behind a node whose table was full of ASSURED entries: of 20 connections and 50 datagrams that the client began, its
 * own namespace counted TCPSynRetrans, TCPTimeouts and RetransSegs, 80 each in 4.5 s, AttemptFails only for those that it gave up, and nothing of
 * the datagrams; the node's namespace counted nothing at all of what it had dropped. What the node itself sent was refused at the sender: each datagram
 * (EPERM) was one of OutDiscards, and TCP's first segments were retransmitted as well.
 */
export const sufferings: readonly Suffering[] = [
  {
    id: "syn-retransmits",
    says: "SYN retransmits",
    count: ({ tcpSynRetrans }) => tcpSynRetrans,
    because: "the first segment of a connection was not answered and is sent again: what a pod sees of a full table on its node",
  },
  {
    id: "unsent",
    says: "packets refused before they left",
    count: ({ ipOutDiscards }) => ipOutDiscards,
    because:
      "the namespace's own packet filter or connection tracking refused its sender: what a full table in this very namespace does to UDP (EPERM)",
  },
  {
    id: "timeouts",
    says: "time-outs of open connections",
    count: ({ tcpTimeouts, tcpSynRetrans }) =>
      tcpTimeouts === undefined || tcpSynRetrans === undefined ? undefined : Math.max(0, tcpTimeouts - tcpSynRetrans),
    because:
      "data of an open connection was not acknowledged in time: loss or a peer that is gone, and no full table, which leaves open connections alone",
  },
  {
    id: "failed-attempts",
    says: "connection attempts that failed",
    count: ({ tcpAttemptFails }) => tcpAttemptFails,
    because: "the peer refused, or nobody answered until the kernel gave up, a minute or two after the first try",
  },
  {
    id: "udp-send-errors",
    says: "UDP send errors",
    count: ({ udpSndbufErrors }) => udpSndbufErrors,
    because: "the socket's send buffer or the queue below it was full",
  },
  {
    id: "no-route",
    says: "packets without a route",
    count: ({ ipOutNoRoutes }) => ipOutNoRoutes,
    because: "there is no way to the destination from this namespace",
  },
];

export function sufferingText(id: SufferingId): string {
  return sufferings.find((suffering) => suffering.id === id)?.says ?? id;
}
