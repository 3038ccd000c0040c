import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import type { Flow } from "../../model/flow.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { type TcpStateName, tcpState, tcpStateNames } from "../../model/tcp-state.ts";
import { fixedTimeoutSeconds, IdleClock, stateAgeSeconds, unknownAge } from "../age-bands.ts";

/** Seconds that the countdown tells, and since what: the last packet, the close, or the first packet of a connection that nobody answers. */
export interface EntryAge {
  readonly since: "last-packet" | "close" | "first-packet";
  readonly seconds: number;
}

/** Undefined where the countdown does not tell: no timeout, one that was changed, or one of several that it may have begun with. */
export function entryAge(flow: Flow, timeouts: ConntrackTimeouts): EntryAge | undefined {
  const { protocol, status, timeoutSeconds, tcp } = flow;
  if (timeoutSeconds === undefined || (status & notCountingDown) !== 0) return undefined;
  if (tcp?.state === "ESTABLISHED") return aged("last-packet", new IdleClock(timeouts).idleSeconds(timeoutSeconds, status));
  if (tcp !== undefined) {
    const configured = fixedTimeoutSeconds(protocol, tcpStateNames.indexOf(tcp.state), status, timeouts);
    return aged(sinceByState[tcp.state] ?? "last-packet", stateAgeSeconds(timeoutSeconds, configured));
  }
  return aged("last-packet", stateAgeSeconds(timeoutSeconds, packetTimeout(flow, timeouts) ?? 0));
}

const notCountingDown = flowStatusBit.offload | flowStatusBit.hardwareOffload | flowStatusBit.fixedTimeout;

const sinceByState: Readonly<Partial<Record<TcpStateName, EntryAge["since"]>>> = {
  TIME_WAIT: "close",
  CLOSE: "close",
  SYN_SENT: "first-packet",
};

/** What each packet sets the countdown to, in protocols without states. */
function packetTimeout({ protocol, status }: Flow, { udp, udpStream, icmp, icmpv6 }: ConntrackTimeouts): number | undefined {
  if (protocol === ipProtocol.icmp) return icmp;
  if (protocol === ipProtocol.icmpv6) return icmpv6;
  if (protocol !== ipProtocol.udp) return undefined;
  return (status & flowStatusBit.assured) === 0 ? udp : udpStream;
}

function aged(since: EntryAge["since"], seconds: number): EntryAge | undefined {
  return seconds === unknownAge ? undefined : { since, seconds };
}

/** How long an entry stays when its connection is over, where the node tells its timeouts. */
export interface LifeAfterClose {
  readonly timeWait?: number;
  readonly close?: number;
  readonly udp?: number;
  readonly udpStream?: number;
}

export function lifeAfterClose(timeouts: ConntrackTimeouts): LifeAfterClose {
  const lives = {
    timeWait: fixedTimeoutSeconds(ipProtocol.tcp, tcpState.timeWait, 0, timeouts),
    close: fixedTimeoutSeconds(ipProtocol.tcp, tcpState.close, 0, timeouts),
    udp: timeouts.udp ?? 0,
    udpStream: timeouts.udpStream ?? 0,
  };
  return Object.fromEntries(Object.entries(lives).filter(([, seconds]) => seconds > 0));
}
