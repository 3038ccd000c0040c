/**
 * Connection tracking over netlink: `include/uapi/linux/netfilter/nfnetlink_conntrack.h` under the C names, an object for each enum. Numbers inside
 * these attributes are big-endian, except where it says so.
 */

/** `enum cntl_msg_types`. GET_CTRZERO resets the counters of every entry it returns and is never sent by us. */
export const cntlMsgType = {
  IPCTNL_MSG_CT_NEW: 0,
  IPCTNL_MSG_CT_GET: 1,
  IPCTNL_MSG_CT_DELETE: 2,
  IPCTNL_MSG_CT_GET_CTRZERO: 3,
  IPCTNL_MSG_CT_GET_STATS_CPU: 4,
  IPCTNL_MSG_CT_GET_STATS: 5,
  IPCTNL_MSG_CT_GET_DYING: 6,
  IPCTNL_MSG_CT_GET_UNCONFIRMED: 7,
} as const;

/** `enum ctattr_type`. */
export const ctattrType = {
  CTA_TUPLE_ORIG: 1,
  CTA_TUPLE_REPLY: 2,
  CTA_STATUS: 3,
  CTA_PROTOINFO: 4,
  CTA_HELP: 5,
  /** CTA_NAT_SRC and CTA_NAT_DST go to the kernel only: what NAT did is read off the two tuples. */
  CTA_NAT_SRC: 6,
  CTA_TIMEOUT: 7,
  CTA_MARK: 8,
  CTA_COUNTERS_ORIG: 9,
  CTA_COUNTERS_REPLY: 10,
  CTA_USE: 11,
  CTA_ID: 12,
  CTA_NAT_DST: 13,
  CTA_TUPLE_MASTER: 14,
  CTA_SEQ_ADJ_ORIG: 15,
  CTA_SEQ_ADJ_REPLY: 16,
  /** Replaced by CTA_SECCTX in Linux 2.6.37. */
  CTA_SECMARK: 17,
  CTA_ZONE: 18,
  CTA_SECCTX: 19,
  CTA_TIMESTAMP: 20,
  CTA_MARK_MASK: 21,
  CTA_LABELS: 22,
  CTA_LABELS_MASK: 23,
  CTA_SYNPROXY: 24,
  CTA_FILTER: 25,
  CTA_STATUS_MASK: 26,
  /** In events only, with `nf_conntrack_timestamp` on; patch of November 2024, present in 6.18 and not in 6.1. */
  CTA_TIMESTAMP_EVENT: 27,
} as const;

/** `enum ctattr_tuple`. */
export const ctattrTuple = { CTA_TUPLE_IP: 1, CTA_TUPLE_PROTO: 2, CTA_TUPLE_ZONE: 3 } as const;

/** `enum ctattr_ip`. */
export const ctattrIp = { CTA_IP_V4_SRC: 1, CTA_IP_V4_DST: 2, CTA_IP_V6_SRC: 3, CTA_IP_V6_DST: 4 } as const;

/** `enum ctattr_l4proto`. GRE's keys travel as ports. */
export const ctattrL4proto = {
  CTA_PROTO_NUM: 1,
  CTA_PROTO_SRC_PORT: 2,
  CTA_PROTO_DST_PORT: 3,
  CTA_PROTO_ICMP_ID: 4,
  CTA_PROTO_ICMP_TYPE: 5,
  CTA_PROTO_ICMP_CODE: 6,
  CTA_PROTO_ICMPV6_ID: 7,
  CTA_PROTO_ICMPV6_TYPE: 8,
  CTA_PROTO_ICMPV6_CODE: 9,
} as const;

/** `enum ctattr_protoinfo`. The DCCP tracker left the kernel between 6.1 and 6.18. */
export const ctattrProtoinfo = { CTA_PROTOINFO_TCP: 1, CTA_PROTOINFO_DCCP: 2, CTA_PROTOINFO_SCTP: 3 } as const;

/** `enum ctattr_protoinfo_tcp`. */
export const ctattrProtoinfoTcp = {
  CTA_PROTOINFO_TCP_STATE: 1,
  CTA_PROTOINFO_TCP_WSCALE_ORIGINAL: 2,
  CTA_PROTOINFO_TCP_WSCALE_REPLY: 3,
  CTA_PROTOINFO_TCP_FLAGS_ORIGINAL: 4,
  CTA_PROTOINFO_TCP_FLAGS_REPLY: 5,
} as const;

/** `enum ctattr_protoinfo_sctp`. */
export const ctattrProtoinfoSctp = {
  CTA_PROTOINFO_SCTP_STATE: 1,
  CTA_PROTOINFO_SCTP_VTAG_ORIGINAL: 2,
  CTA_PROTOINFO_SCTP_VTAG_REPLY: 3,
} as const;

/** `enum ctattr_counters`. The 32-bit pair is what Linux up to 2.6.26 sent. */
export const ctattrCounters = {
  CTA_COUNTERS_PACKETS: 1,
  CTA_COUNTERS_BYTES: 2,
  CTA_COUNTERS32_PACKETS: 3,
  CTA_COUNTERS32_BYTES: 4,
  /** Only where 64-bit loads must be aligned. */
  CTA_COUNTERS_PAD: 5,
} as const;

/** `enum ctattr_tstamp`: nanoseconds since 1970. */
export const ctattrTstamp = { CTA_TIMESTAMP_START: 1, CTA_TIMESTAMP_STOP: 2, CTA_TIMESTAMP_PAD: 3 } as const;

/** `enum ctattr_seqadj`. */
export const ctattrSeqadj = { CTA_SEQADJ_CORRECTION_POS: 1, CTA_SEQADJ_OFFSET_BEFORE: 2, CTA_SEQADJ_OFFSET_AFTER: 3 } as const;

/** `enum ctattr_synproxy`. */
export const ctattrSynproxy = { CTA_SYNPROXY_ISN: 1, CTA_SYNPROXY_ITS: 2, CTA_SYNPROXY_TSOFF: 3 } as const;

/** `enum ctattr_help`. */
export const ctattrHelp = { CTA_HELP_NAME: 1, CTA_HELP_INFO: 2 } as const;

/** `enum ctattr_secctx`. */
export const ctattrSecctx = { CTA_SECCTX_NAME: 1 } as const;

/** `enum ctattr_stats_cpu`. */
export const ctattrStatsCpu = {
  CTA_STATS_SEARCHED: 1,
  CTA_STATS_FOUND: 2,
  CTA_STATS_NEW: 3,
  CTA_STATS_INVALID: 4,
  CTA_STATS_IGNORE: 5,
  CTA_STATS_DELETE: 6,
  CTA_STATS_DELETE_LIST: 7,
  CTA_STATS_INSERT: 8,
  CTA_STATS_INSERT_FAILED: 9,
  CTA_STATS_DROP: 10,
  CTA_STATS_EARLY_DROP: 11,
  CTA_STATS_ERROR: 12,
  CTA_STATS_SEARCH_RESTART: 13,
  CTA_STATS_CLASH_RESOLVE: 14,
  CTA_STATS_CHAIN_TOOLONG: 15,
} as const;

/** `enum ctattr_stats_global`. */
export const ctattrStatsGlobal = { CTA_STATS_GLOBAL_ENTRIES: 1, CTA_STATS_GLOBAL_MAX_ENTRIES: 2 } as const;
