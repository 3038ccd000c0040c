import { defineLogPattern } from "../log-pattern.ts";

export const conntrackInvalidPacket = defineLogPattern({
  id: "conntrack-invalid-packet",
  title: "Connection tracking judged packets invalid",
  severity: "low",
  component: "conntrack",
  line: /^nf_ct_(?:proto_)?(?<subject>\d{1,3}|tcp): /,
  speaker: "kernel",
  anyOf: ["nf_ct_proto_", "nf_ct_tcp: "],
  means:
    "A packet fits no connection: out of the window, after the end, with a wrong checksum. The subject is the protocol (6 is TCP; older kernels write its name). Logged only where nf_conntrack_log_invalid is set. Rules that drop INVALID packets, as kube-proxy has, drop it.",
  doesNotMean: "An invalid packet takes no entry and is no sign of a full table; some are always there.",
  hasSubject: true,
  next: "`network_diagnostics` shows whether `invalid` rises; where long transfers break off, compare nf_conntrack_tcp_be_liberal.",
  source: "Linux net/netfilter/nf_conntrack_proto.c; nf_conntrack_proto_tcp.c of older kernels",
  examples: {
    matches: [
      "[  120.000000] nf_ct_proto_6: invalid packet ignored in state ESTABLISHED  IN= OUT= SRC=10.0.1.5 DST=10.0.2.9 LEN=40 TOS=0x00 PREC=0x00 TTL=64 ID=0 DF PROTO=TCP SPT=443 DPT=51000",
      "[  120.000000] nf_ct_tcp: invalid packet ignored IN= OUT= SRC=10.0.1.5 DST=10.0.2.9 LEN=40 TOS=0x00 PREC=0x00 TTL=64 ID=0 DF PROTO=TCP SPT=443 DPT=51000",
    ],
    quiet: ["Jan 15 12:00:00 node-1 myapp[1]: nf_ct_proto_6: invalid packet"],
  },
});
