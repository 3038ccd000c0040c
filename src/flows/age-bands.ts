import type { ConntrackTimeouts } from "../model/conntrack-timeouts.ts";
import { flowStatusBit } from "../model/flow-status.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import { tcpState } from "../model/tcp-state.ts";

/** A band holds ages below its upper bound and at or above that of the band before. */
export interface AgeBand {
  readonly name: string;
  readonly belowSeconds: number;
}

/** How long nothing was seen on an ESTABLISHED connection. */
export const idleAgeBands: readonly AgeBand[] = [
  { name: "under-1m", belowSeconds: 60 },
  { name: "1m-to-10m", belowSeconds: 600 },
  { name: "10m-to-1h", belowSeconds: 3600 },
  { name: "1h-to-6h", belowSeconds: 21_600 },
  { name: "6h-to-1d", belowSeconds: 86_400 },
  { name: "over-1d", belowSeconds: Number.POSITIVE_INFINITY },
];

/** How long an entry has been in a state whose timeout is not refreshed. */
export const stateAgeBands: readonly AgeBand[] = [
  { name: "under-1s", belowSeconds: 1 },
  { name: "1s-to-10s", belowSeconds: 10 },
  { name: "10s-to-30s", belowSeconds: 30 },
  { name: "30s-to-1m", belowSeconds: 60 },
  { name: "1m-to-2m", belowSeconds: 120 },
  { name: "over-2m", belowSeconds: Number.POSITIVE_INFINITY },
];

export const unknownAge = -1;

/** The band's number, or the number of bands for an unknown age. */
export function bandOf(bands: readonly AgeBand[], seconds: number): number {
  if (seconds === unknownAge) return bands.length;
  let band = 0;
  while (seconds >= bands[band]!.belowSeconds) band++;
  return band;
}

/**
 * Tells seconds since the last packet of an ESTABLISHED TCP connection from its countdown. The countdown lies in four cases: while data is unacknowledged
 * or retransmitted the kernel counts down from a shorter timeout (nf_conntrack_proto_tcp.c, `tcp_timeout_unacknowledged` and `tcp_timeout_max_retrans`), a
 * remainder above the configured value means that the setting changed since, an entry without timeout is offloaded, and a fixed one is never refreshed.
 */
export class IdleClock {
  private readonly configured: number;
  /** The longest timeout below the configured one that the kernel may have counted down from instead. */
  private readonly shorter: number;

  constructor(timeouts: ConntrackTimeouts) {
    // Below every remainder, so that nothing is told where the setting is not known.
    this.configured = timeouts.tcpEstablished ?? unknownAge;
    const others = [timeouts.tcpUnacknowledged ?? 300, timeouts.tcpMaxRetrans ?? 300].filter((seconds) => seconds < this.configured);
    this.shorter = Math.max(0, ...others);
  }

  /** `unknownAge` in the four cases. */
  idleSeconds(remaining: number, status: number): number {
    if (remaining > this.configured || remaining <= this.shorter) return unknownAge;
    return (status & notCountingDown) === 0 ? this.configured - remaining : unknownAge;
  }
}

const notCountingDown = flowStatusBit.offload | flowStatusBit.hardwareOffload | flowStatusBit.fixedTimeout;

/** The timeout that an entry's state began with and that nothing refreshes, or 0 where there is none. */
export function fixedTimeoutSeconds(protocol: number, state: number, status: number, timeouts: ConntrackTimeouts): number {
  if (protocol === ipProtocol.tcp) {
    if (state === tcpState.timeWait) return timeouts.tcpTimeWait ?? 0;
    if (state === tcpState.close) return timeouts.tcpClose ?? 0;
    if (state === tcpState.synSent) return timeouts.tcpSynSent ?? 0;
    return 0;
  }
  if (protocol === ipProtocol.udp && (status & flowStatusBit.seenReply) === 0) return timeouts.udp ?? 0;
  return 0;
}

export function stateAgeSeconds(remaining: number, configured: number): number {
  return configured === 0 || remaining > configured ? unknownAge : configured - remaining;
}
