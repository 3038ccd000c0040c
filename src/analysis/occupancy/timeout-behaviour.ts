import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import type { TimeoutClass } from "../../model/table-traffic.ts";

/**
 * `waits-out`: nothing refreshes the countdown, so that each entry stays for the timeout and no longer (nf_conntrack_proto_tcp.c sets it once on entering the
 * state, and since Linux 5.14 a repeated SYN does not begin it again). `refreshed`: each packet starts it anew, and only what is silent waits it out. `passes`: entries mostly leave the state by their next packet; those
 * that get none wait out the timeout.
 */
export type TimeoutBehaviour = "waits-out" | "refreshed" | "passes";

interface TimeoutKind {
  readonly behaviour: TimeoutBehaviour;
  /** In an operator's word. */
  readonly name: string;
}

export const timeoutKinds: Readonly<Record<keyof ConntrackTimeouts, TimeoutKind>> = {
  tcpSynSent: { behaviour: "waits-out", name: "TCP SYN_SENT" },
  tcpSynRecv: { behaviour: "passes", name: "TCP SYN_RECV" },
  tcpEstablished: { behaviour: "refreshed", name: "TCP ESTABLISHED" },
  tcpFinWait: { behaviour: "passes", name: "TCP FIN_WAIT" },
  tcpCloseWait: { behaviour: "passes", name: "TCP CLOSE_WAIT" },
  tcpLastAck: { behaviour: "passes", name: "TCP LAST_ACK" },
  tcpTimeWait: { behaviour: "waits-out", name: "TCP TIME_WAIT" },
  tcpClose: { behaviour: "waits-out", name: "TCP CLOSE" },
  tcpMaxRetrans: { behaviour: "passes", name: "TCP retransmitting" },
  tcpUnacknowledged: { behaviour: "passes", name: "TCP unacknowledged" },
  udp: { behaviour: "waits-out", name: "UDP" },
  udpStream: { behaviour: "refreshed", name: "UDP stream" },
  icmp: { behaviour: "refreshed", name: "ICMP" },
  icmpv6: { behaviour: "refreshed", name: "ICMPv6" },
  generic: { behaviour: "refreshed", name: "other protocols" },
  sctpEstablished: { behaviour: "refreshed", name: "SCTP ESTABLISHED" },
};

/** Every class in the order in which they are shown. */
export const shownTimeoutClasses: readonly TimeoutClass[] = [...(Object.keys(timeoutKinds) as (keyof ConntrackTimeouts)[]), "other"]; // Object.keys forgets the keys

export function timeoutClassText(timeout: TimeoutClass): string {
  return timeout === "other" ? "without a countdown" : timeoutKinds[timeout].name;
}
