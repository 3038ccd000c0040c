/** The timeouts that turn a countdown into an age, in seconds; undefined where the node does not say. */
export interface ConntrackTimeouts {
  readonly tcpSynSent?: number;
  readonly tcpSynRecv?: number;
  readonly tcpEstablished?: number;
  readonly tcpFinWait?: number;
  readonly tcpCloseWait?: number;
  readonly tcpLastAck?: number;
  readonly tcpTimeWait?: number;
  readonly tcpClose?: number;
  readonly tcpMaxRetrans?: number;
  readonly tcpUnacknowledged?: number;
  readonly udp?: number;
  readonly udpStream?: number;
  readonly icmp?: number;
  readonly icmpv6?: number;
  readonly generic?: number;
  readonly sctpEstablished?: number;
}

/** The sysctl under net.netfilter that holds each timeout. */
export const timeoutSysctl = {
  tcpSynSent: "nf_conntrack_tcp_timeout_syn_sent",
  tcpSynRecv: "nf_conntrack_tcp_timeout_syn_recv",
  tcpEstablished: "nf_conntrack_tcp_timeout_established",
  tcpFinWait: "nf_conntrack_tcp_timeout_fin_wait",
  tcpCloseWait: "nf_conntrack_tcp_timeout_close_wait",
  tcpLastAck: "nf_conntrack_tcp_timeout_last_ack",
  tcpTimeWait: "nf_conntrack_tcp_timeout_time_wait",
  tcpClose: "nf_conntrack_tcp_timeout_close",
  tcpMaxRetrans: "nf_conntrack_tcp_timeout_max_retrans",
  tcpUnacknowledged: "nf_conntrack_tcp_timeout_unacknowledged",
  udp: "nf_conntrack_udp_timeout",
  udpStream: "nf_conntrack_udp_timeout_stream",
  icmp: "nf_conntrack_icmp_timeout",
  icmpv6: "nf_conntrack_icmpv6_timeout",
  generic: "nf_conntrack_generic_timeout",
  sctpEstablished: "nf_conntrack_sctp_timeout_established",
} as const satisfies Record<keyof ConntrackTimeouts, string>;

/** What Linux 6.x starts with. A node under kube-proxy has tcpEstablished 86400 and tcpCloseWait 3600. */
export const kernelDefaultTimeouts = {
  tcpSynSent: 120,
  tcpSynRecv: 60,
  tcpEstablished: 432_000,
  tcpFinWait: 120,
  tcpCloseWait: 60,
  tcpLastAck: 30,
  tcpTimeWait: 120,
  tcpClose: 10,
  tcpMaxRetrans: 300,
  tcpUnacknowledged: 300,
  udp: 30,
  udpStream: 120,
  icmp: 30,
  icmpv6: 30,
  generic: 600,
  sctpEstablished: 210,
} as const satisfies ConntrackTimeouts;

export function timeoutsFromSysctls(sysctls: Readonly<Record<string, number>>): ConntrackTimeouts {
  const entries = Object.entries(timeoutSysctl).flatMap(([name, sysctl]) => {
    const seconds = sysctls[sysctl];
    return seconds === undefined ? [] : [[name, seconds] as const];
  });
  return Object.fromEntries(entries);
}
