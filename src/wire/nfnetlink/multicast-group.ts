/** `enum nfnetlink_groups` of `include/uapi/linux/netfilter/nfnetlink.h`. */
export const nfnlgrp = {
  NFNLGRP_CONNTRACK_NEW: 1,
  NFNLGRP_CONNTRACK_UPDATE: 2,
  NFNLGRP_CONNTRACK_DESTROY: 3,
  NFNLGRP_CONNTRACK_EXP_NEW: 4,
  NFNLGRP_CONNTRACK_EXP_UPDATE: 5,
  NFNLGRP_CONNTRACK_EXP_DESTROY: 6,
} as const;

/** `nl_groups` for `bind`. Joining any of these makes the kernel attach 128 bytes to each entry born from then on. */
export function multicastGroupMask(groups: readonly (typeof nfnlgrp)[keyof typeof nfnlgrp][]): number {
  return groups.reduce<number>((mask, group) => mask | (1 << (group - 1)), 0) >>> 0;
}
