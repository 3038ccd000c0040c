/** `include/uapi/linux/netfilter/nf_tables.h` and, where said, `nfnetlink.h` and `netfilter.h`, under the C names: what is needed to make a table. Numbers in attributes are big-endian. */

/** `nfnetlink.h`: all between the two is done together or not at all. */
export const nfnlBatch = { NFNL_MSG_BATCH_BEGIN: 16, NFNL_MSG_BATCH_END: 17 } as const;

/** `enum nf_tables_msg_types`. */
export const nftMessage = {
  NFT_MSG_NEWTABLE: 0,
  NFT_MSG_GETTABLE: 1,
  NFT_MSG_NEWCHAIN: 3,
  NFT_MSG_NEWRULE: 6,
  NFT_MSG_GETRULE: 7,
  NFT_MSG_NEWSET: 9,
} as const;

/** `netfilter.h`: NFPROTO_INET is a table of the nftables alone, whose chains see IPv4 and IPv6. */
export const NFPROTO_INET = 1;

/** `enum nft_table_flags`; with OWNER (Linux 5.12) only the socket that made a table may change it, and it goes with that socket. */
export const nftTableFlag = { NFT_TABLE_F_DORMANT: 1, NFT_TABLE_F_OWNER: 2 } as const;
export const nftaTable = { NFTA_TABLE_NAME: 1, NFTA_TABLE_FLAGS: 2, NFTA_TABLE_OWNER: 7 } as const;

export const nftaChain = { NFTA_CHAIN_TABLE: 1, NFTA_CHAIN_NAME: 3, NFTA_CHAIN_HOOK: 4, NFTA_CHAIN_POLICY: 5, NFTA_CHAIN_TYPE: 7 } as const;
export const nftaHook = { NFTA_HOOK_HOOKNUM: 1, NFTA_HOOK_PRIORITY: 2 } as const;
/** `enum nf_inet_hooks` of `netfilter.h`. */
export const nfInetHook = { NF_INET_PRE_ROUTING: 0, NF_INET_LOCAL_OUT: 3 } as const;
export const NF_ACCEPT = 1;
/** `netfilter_ipv4.h`: before connection tracking, which has -200. */
export const NF_IP_PRI_RAW = -300;

export const nftaSet = {
  NFTA_SET_TABLE: 1,
  NFTA_SET_NAME: 2,
  NFTA_SET_FLAGS: 3,
  NFTA_SET_KEY_TYPE: 4,
  NFTA_SET_KEY_LEN: 5,
  NFTA_SET_DESC: 9,
  NFTA_SET_ID: 10,
  NFTA_SET_TIMEOUT: 11,
  NFTA_SET_USERDATA: 13,
} as const;
export const NFTA_SET_DESC_SIZE = 1;
/** EVAL: rules put elements into it, which then has to have a bound. */
export const nftSetFlag = { NFT_SET_TIMEOUT: 0x10, NFT_SET_EVAL: 0x20 } as const;

export const nftaRule = { NFTA_RULE_TABLE: 1, NFTA_RULE_CHAIN: 2, NFTA_RULE_EXPRESSIONS: 4 } as const;
export const NFTA_LIST_ELEM = 1;
export const nftaExpr = { NFTA_EXPR_NAME: 1, NFTA_EXPR_DATA: 2 } as const;
export const nftaData = { NFTA_DATA_VALUE: 1, NFTA_DATA_VERDICT: 2 } as const;
export const nftaVerdict = { NFTA_VERDICT_CODE: 1, NFTA_VERDICT_CHAIN: 2 } as const;
/** NFT_GOTO is -4, as the attribute carries it. */
export const NFT_GOTO = 0xfffffffc;

/** NFT_REG_1 has sixteen bytes, of which NFT_REG32_01 is the second four. */
export const nftRegister = { NFT_REG_VERDICT: 0, NFT_REG_1: 1, NFT_REG_2: 2, NFT_REG32_01: 9 } as const;

export const nftaMeta = { NFTA_META_DREG: 1, NFTA_META_KEY: 2 } as const;
export const nftMetaKey = { nfproto: 15, l4proto: 16 } as const;
export const nftaCmp = { NFTA_CMP_SREG: 1, NFTA_CMP_OP: 2, NFTA_CMP_DATA: 3 } as const;
export const NFT_CMP_EQ = 0;
export const nftaPayload = { NFTA_PAYLOAD_DREG: 1, NFTA_PAYLOAD_BASE: 2, NFTA_PAYLOAD_OFFSET: 3, NFTA_PAYLOAD_LEN: 4 } as const;
export const nftPayloadBase = { network: 1, transport: 2 } as const;
export const nftaBitwise = {
  NFTA_BITWISE_SREG: 1,
  NFTA_BITWISE_DREG: 2,
  NFTA_BITWISE_LEN: 3,
  NFTA_BITWISE_MASK: 4,
  NFTA_BITWISE_XOR: 5,
  NFTA_BITWISE_OP: 6,
} as const;
/** NFT_BITWISE_MASK_XOR of `enum nft_bitwise_ops`. */
export const NFT_BITWISE_MASK_XOR = 0;
export const nftaFib = { NFTA_FIB_DREG: 1, NFTA_FIB_RESULT: 2, NFTA_FIB_FLAGS: 3 } as const;
export const NFT_FIB_RESULT_ADDRTYPE = 3;
export const NFTA_FIB_F_DADDR = 2;
/** `rtnetlink.h`: an address of this node. `fib` leaves it in the register in the order of the host. */
export const RTN_LOCAL = 2;
export const nftaImmediate = { NFTA_IMMEDIATE_DREG: 1, NFTA_IMMEDIATE_DATA: 2 } as const;
export const nftaLookup = { NFTA_LOOKUP_SET: 1, NFTA_LOOKUP_SREG: 2, NFTA_LOOKUP_SET_ID: 4 } as const;
export const nftaDynset = { NFTA_DYNSET_SET_NAME: 1, NFTA_DYNSET_SET_ID: 2, NFTA_DYNSET_OP: 3, NFTA_DYNSET_SREG_KEY: 4 } as const;
/** Adds the element, or begins its time anew. */
export const NFT_DYNSET_OP_UPDATE = 1;
