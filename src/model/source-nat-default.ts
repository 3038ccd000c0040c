/**
 * net/netfilter/nf_nat_core.c, nf_nat_l4proto_unique_tuple: without a range in the rule a source port from 1024 on is replaced by one of 1024–65535.
 * Lower ones stay low (1–511, 600–1023) and are not what clients in containers use.
 */
export const sourceNatDefault = { from: 1024, to: 65_535 } as const;
