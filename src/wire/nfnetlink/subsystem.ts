/** `include/uapi/linux/netfilter/nfnetlink.h`, under the C names: each part of netfilter has its number on the bus. */
export const nfnlSubsys = {
  NFNL_SUBSYS_NONE: 0,
  NFNL_SUBSYS_CTNETLINK: 1,
  NFNL_SUBSYS_CTNETLINK_EXP: 2,
  NFNL_SUBSYS_QUEUE: 3,
  NFNL_SUBSYS_ULOG: 4,
  NFNL_SUBSYS_OSF: 5,
  NFNL_SUBSYS_IPSET: 6,
  NFNL_SUBSYS_ACCT: 7,
  NFNL_SUBSYS_CTNETLINK_TIMEOUT: 8,
  NFNL_SUBSYS_CTHELPER: 9,
  NFNL_SUBSYS_NFTABLES: 10,
  NFNL_SUBSYS_NFT_COMPAT: 11,
  NFNL_SUBSYS_HOOK: 12,
} as const;

/** `nlmsg_type` of a netfilter message: the subsystem above, its own message number below. */
export function nfnetlinkMessageType(subsystem: number, message: number): number {
  return (subsystem << 8) | message;
}

/** NFNL_SUBSYS_ID */
export function subsystemOf(messageType: number): number {
  return (messageType & 0xff00) >> 8;
}

/** NFNL_MSG_TYPE */
export function messageNumberOf(messageType: number): number {
  return messageType & 0xff;
}
