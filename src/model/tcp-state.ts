/**
 * TCP states by the number ctnetlink uses: `enum tcp_conntrack` of `include/uapi/linux/netfilter/nf_conntrack_tcp.h`.
 * Number 9 was LISTEN and is SYN_SENT2 (simultaneous open) since Linux 2.6.30.
 */
export const tcpStateNames = [
  "NONE",
  "SYN_SENT",
  "SYN_RECV",
  "ESTABLISHED",
  "FIN_WAIT",
  "CLOSE_WAIT",
  "LAST_ACK",
  "TIME_WAIT",
  "CLOSE",
  "SYN_SENT2",
] as const;

export type TcpStateName = (typeof tcpStateNames)[number];

/** SCTP states: `enum sctp_conntrack` of `include/uapi/linux/netfilter/nf_conntrack_sctp.h`. */
export const sctpStateNames = [
  "NONE",
  "CLOSED",
  "COOKIE_WAIT",
  "COOKIE_ECHOED",
  "ESTABLISHED",
  "SHUTDOWN_SENT",
  "SHUTDOWN_RECD",
  "SHUTDOWN_ACK_SENT",
  "HEARTBEAT_SENT",
  "HEARTBEAT_ACKED",
] as const;

export type SctpStateName = (typeof sctpStateNames)[number];

export const tcpState = {
  none: 0,
  synSent: 1,
  synRecv: 2,
  established: 3,
  finWait: 4,
  closeWait: 5,
  lastAck: 6,
  timeWait: 7,
  close: 8,
  synSent2: 9,
} as const;
