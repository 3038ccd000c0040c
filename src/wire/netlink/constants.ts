/** Netlink as all its families share it: `include/uapi/linux/netlink.h`, under the C names. Everything here is in the byte order of the host. */

/** Protocol families and levels of `include/linux/socket.h`; NETLINK_NETFILTER is the bus that ctnetlink is on, NETLINK_ROUTE that of routing rules. */
export const netlinkSocket = { AF_NETLINK: 16, SOL_NETLINK: 270, NETLINK_ROUTE: 0, NETLINK_NETFILTER: 12 } as const;

/** Options of level SOL_NETLINK. */
export const netlinkOption = {
  NETLINK_ADD_MEMBERSHIP: 1,
  NETLINK_DROP_MEMBERSHIP: 2,
  NETLINK_BROADCAST_ERROR: 4,
  NETLINK_NO_ENOBUFS: 5,
  /** Linux 4.3: an error does not carry the request back. */
  NETLINK_CAP_ACK: 10,
  /** Linux 4.12: an error says in words and by offset what was wrong. */
  NETLINK_EXT_ACK: 11,
  NETLINK_GET_STRICT_CHK: 12,
} as const;

/** `nlmsg_flags`. The numbers from 0x100 up mean one thing in a GET, another in a NEW and a third in an answer. */
export const nlmFlag = {
  NLM_F_REQUEST: 0x01,
  NLM_F_MULTI: 0x02,
  NLM_F_ACK: 0x04,
  NLM_F_ECHO: 0x08,
  NLM_F_DUMP_INTR: 0x10,
  NLM_F_DUMP_FILTERED: 0x20,
  NLM_F_ROOT: 0x100,
  NLM_F_MATCH: 0x200,
  NLM_F_DUMP: 0x300,
  NLM_F_REPLACE: 0x100,
  NLM_F_EXCL: 0x200,
  NLM_F_CREATE: 0x400,
  NLM_F_APPEND: 0x800,
  NLM_F_CAPPED: 0x100,
  NLM_F_ACK_TLVS: 0x200,
} as const;

/** Message types below NLMSG_MIN_TYPE are netlink's own. */
export const nlmsgType = {
  NLMSG_NOOP: 1,
  NLMSG_ERROR: 2,
  NLMSG_DONE: 3,
  NLMSG_OVERRUN: 4,
  NLMSG_MIN_TYPE: 16,
} as const;

/** `enum nlmsgerr_attrs`. */
export const nlmsgerrAttr = {
  NLMSGERR_ATTR_MSG: 1,
  NLMSGERR_ATTR_OFFS: 2,
  NLMSGERR_ATTR_COOKIE: 3,
  NLMSGERR_ATTR_POLICY: 4,
  NLMSGERR_ATTR_MISS_TYPE: 5,
  NLMSGERR_ATTR_MISS_NEST: 6,
} as const;

/** The two flags in `nla_type`; they exclude each other. */
export const nlaFlag = { NLA_F_NESTED: 0x8000, NLA_F_NET_BYTEORDER: 0x4000 } as const;

export const NLA_TYPE_MASK = 0x3fff;

/** sizeof(struct nlmsghdr) and of struct nlattr, which are their aligned sizes too. */
export const NLMSG_HDRLEN = 16;
export const NLA_HDRLEN = 4;

/** NLMSG_ALIGN and NLA_ALIGN: both round up to four. */
export function alignToFour(length: number): number {
  return Math.ceil(length / 4) * 4;
}
