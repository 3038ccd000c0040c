import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import { type FlowBatch, noTimeout } from "../../model/flow-batch.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import type { TimeoutClass } from "../../model/table-traffic.ts";
import { sctpStateNames, tcpState } from "../../model/tcp-state.ts";

/** The number of each class is its place in here; the frequent ones come first. */
export const timeoutClasses = [
  "tcpSynSent",
  "tcpTimeWait",
  "tcpClose",
  "udp",
  "tcpEstablished",
  "udpStream",
  "tcpFinWait",
  "tcpCloseWait",
  "tcpSynRecv",
  "tcpLastAck",
  "tcpUnacknowledged",
  "tcpMaxRetrans",
  "icmp",
  "icmpv6",
  "generic",
  "sctpEstablished",
  "other",
] as const satisfies readonly TimeoutClass[];

/**
 * The first classes are those whose countdown is begun with the state and not again by every packet, so that what is left tells when a connection began or
 * ended: TCP by its state machine (nf_conntrack_proto_tcp.c; a repeated SYN does not begin it again since Linux 5.14), and UDP until it is ASSURED.
 */
export const datableClasses = 4;

export const timeoutClass = Object.fromEntries(timeoutClasses.map((name, number) => [name, number])) as Readonly<
  Record<(typeof timeoutClasses)[number], number>
>; // fromEntries forgets which names it was given

const { tcpEstablished, tcpUnacknowledged, other, udp, udpStream, icmp, icmpv6, generic, sctpEstablished } = timeoutClass;

const classOfTcpState: ReadonlyMap<number, number> = new Map([
  [tcpState.synSent, timeoutClass.tcpSynSent],
  [tcpState.synRecv, timeoutClass.tcpSynRecv],
  [tcpState.established, timeoutClass.tcpEstablished],
  [tcpState.finWait, timeoutClass.tcpFinWait],
  [tcpState.closeWait, timeoutClass.tcpCloseWait],
  [tcpState.lastAck, timeoutClass.tcpLastAck],
  [tcpState.timeWait, timeoutClass.tcpTimeWait],
  [tcpState.close, timeoutClass.tcpClose],
]);

/** Protocols whose class is not the generic one, which all without a tracker share, with the class by state and ASSURED mark. */
const trackers: readonly { readonly protocols: readonly number[]; readonly classOf: (state: number, isAssured: boolean) => number }[] = [
  { protocols: [ipProtocol.tcp], classOf: (state) => classOfTcpState.get(state) ?? other },
  // Only an ASSURED entry has the timeout of a stream.
  { protocols: [ipProtocol.udp], classOf: (_, isAssured) => (isAssured ? udpStream : udp) },
  { protocols: [ipProtocol.sctp], classOf: (state) => (sctpStateNames[state] === "ESTABLISHED" ? sctpEstablished : other) },
  { protocols: [ipProtocol.icmp], classOf: () => icmp },
  { protocols: [ipProtocol.icmpv6], classOf: () => icmpv6 },
  // Trackers whose timeouts are none of those that are known here.
  { protocols: [ipProtocol.dccp, ipProtocol.gre, ipProtocol.udplite], classOf: () => other },
];

/** 1 and so on are the trackers. */
const trackerOfProtocol = new Uint8Array(256);
/** By tracker, ASSURED mark and state. A branch on what an entry is would be guessed wrong for every third one, which costs more than to look it up. */
const classTable = new Uint8Array((trackers.length + 1) << 9).fill(generic);
for (const [number, { protocols, classOf }] of trackers.entries()) {
  for (const protocol of protocols) trackerOfProtocol[protocol] = number + 1;
  for (let key = 0; key < 1 << 9; key++) classTable[((number + 1) << 9) | key] = classOf(key & 255, key >= 256);
}

// Of its own, since V8 reads what a module imports anew for each row.
const assured = flowStatusBit.assured;
const noneLeft = noTimeout;
/** From the place of the ASSURED mark to bit 8. */
const assuredShift = 6;
const notCountingDown = flowStatusBit.offload | flowStatusBit.hardwareOffload | flowStatusBit.fixedTimeout;

/** Tells of an entry which timeout it counts down from. */
export class TimeoutClassifier {
  /** What is left of an ESTABLISHED connection at most, while it counts down from the timeout for unacknowledged data instead. */
  private readonly unacknowledgedUpTo: number;

  constructor({ tcpEstablished, tcpUnacknowledged = 300, tcpMaxRetrans = 300 }: ConntrackTimeouts) {
    const shorter = Math.max(tcpUnacknowledged, tcpMaxRetrans);
    // Where the timeout of ESTABLISHED is no longer than that, one cannot be told from the other.
    this.unacknowledgedUpTo = tcpEstablished !== undefined && tcpEstablished <= shorter ? -1 : shorter;
  }

  /** The number of the class of each row, by row, but for `isUnacknowledged`. */
  classify({ protocol, state, status, timeoutSeconds }: FlowBatch, rows: Uint32Array, classes: Uint8Array): void {
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const flags = status[row]!;
      const own = classTable[(trackerOfProtocol[protocol[row]!]! << 9) | ((flags & assured) << assuredShift) | state[row]!]!;
      classes[row] = timeoutSeconds[row]! === noneLeft || (flags & notCountingDown) !== 0 ? other : own;
    }
  }

  /** Whether an ESTABLISHED connection with so much left counts down from the timeout for unacknowledged data: few are idle until that little is left. */
  isUnacknowledged(remaining: number): boolean {
    return remaining <= this.unacknowledgedUpTo;
  }

  classOf(batch: FlowBatch, row: number): number {
    oneRow[0] = row;
    if (oneClass.length <= row) oneClass = new Uint8Array(batch.capacity);
    this.classify(batch, oneRow, oneClass);
    const own = oneClass[row]!;
    return own === tcpEstablished && this.isUnacknowledged(batch.timeoutSeconds[row]!) ? tcpUnacknowledged : own;
  }
}

const oneRow = new Uint32Array(1);
let oneClass = new Uint8Array(0);
