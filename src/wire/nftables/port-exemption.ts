import { ipProtocol } from "../../model/ip-protocol.ts";
import type { ByteOrder } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { NF_IP_PRI_RAW, nftRegister, nftSetFlag, nftTableFlag, RTN_LOCAL } from "./constants.ts";
import type { NftExpression } from "./expression.ts";
import type { NftablesMessage } from "./message.ts";
import type { NftSet } from "./set.ts";

export const exemptionTable = "ullage";

export interface PortExemption {
  readonly port: number;
  /** The one address of ours that is meant, as four bytes or sixteen; without it every address of this node. */
  readonly address?: Uint8Array;
}

/**
 * The table that leaves the connections to one port of ours out of connection tracking, as `nft list ruleset` would show it:
 *
 *     chain asked      { tcp flags syn / fin,syn,rst,ack update @peers4 { ip saddr . tcp sport } notrack
 *                        ip saddr . tcp sport @peers4 update @peers4 { ip saddr . tcp sport } notrack }
 *     chain prerouting { type filter hook prerouting priority raw; tcp dport PORT fib daddr type local goto asked }
 *     chain output     { type filter hook output priority raw; tcp dport PORT fib daddr type local goto asked
 *                        tcp sport PORT ip daddr . tcp dport @peers4 notrack }
 *
 * Only connections whose SYN came to the port itself are left out. Two others have the same port and need their entry: one that address translation has put
 * on this port of ours (its first packet to the port is a SYN-ACK), and one that came to the port through a Service (its SYN was to the Service's address).
 */
export function portExemption(exemption: PortExemption, order: ByteOrder = "little"): readonly NftablesMessage[] {
  const { port, address } = exemption;
  const families = [ipv4, ipv6].filter(({ addressBytes }) => address === undefined || address.length === addressBytes);
  const table = exemptionTable;
  const rule = (chain: string, ...parts: readonly (readonly NftExpression[])[]): NftablesMessage => ({
    ...{ kind: "rule", table, chain },
    expressions: parts.flat(),
  });
  const toUs = [
    tcpPort("destination", port),
    address === undefined ? toThisNode(order) : toAddress(address),
    [{ kind: "goto", chain: asked }],
  ] as const;
  return [
    { kind: "table", table, flags: nftTableFlag.NFT_TABLE_F_OWNER },
    { kind: "chain", table, chain: asked },
    { kind: "chain", table, chain: prerouting, hook: { number: "prerouting", priority: NF_IP_PRI_RAW } },
    { kind: "chain", table, chain: output, hook: { number: "output", priority: NF_IP_PRI_RAW } },
    ...families.map(({ peers }): NftablesMessage => ({ kind: "set", table, set: peers })),
    ...families.flatMap((family) => [
      rule(
        asked,
        isFamily(family),
        isTcp,
        isSyn,
        peer(family, "source"),
        [{ kind: "update-set", register: key, set: family.peers }],
        notrack,
      ),
      rule(
        asked,
        ...[isFamily(family), isTcp, peer(family, "source"), isPeer(family), peer(family, "source")],
        ...[[{ kind: "update-set", register: key, set: family.peers } as const], notrack],
      ),
    ]),
    rule(prerouting, ...toUs),
    // What this node asks itself (a probe of the kubelet) is seen first on its way out.
    rule(output, ...toUs),
    ...families.map((family) =>
      rule(output, tcpPort("source", port), isFamily(family), peer(family, "destination"), isPeer(family), notrack),
    ),
  ];
}

/** Whoever has asked in the last hour; kept-alive connections are asked on more often. One that is full leaves further peers tracked. */
function peersOf(name: string, id: number, keyType: number, addressBytes: number): NftSet {
  const flags = nftSetFlag.NFT_SET_TIMEOUT | nftSetFlag.NFT_SET_EVAL;
  return { name, id, flags, keyType, keyLength: addressBytes + 4, size: 16_384, timeoutMs: 3_600_000 };
}

interface Family {
  readonly nfproto: number;
  readonly addressBytes: 4 | 16;
  /** In the network header. */
  readonly sourceAt: number;
  readonly destinationAt: number;
  /** Where the port follows the address in the registers. */
  readonly portRegister: number;
  readonly peers: NftSet;
}

const asked = "asked";
const prerouting = "prerouting";
const output = "output";
const { NFT_REG_1: key, NFT_REG_2, NFT_REG32_01 } = nftRegister;
// The nft tool numbers its types: ipv4_addr 7, ipv6_addr 8, inet_service 13, six bits each in a key of several.
const ipv4: Family = {
  ...{ nfproto: 2, addressBytes: 4, sourceAt: 12, destinationAt: 16 },
  ...{ portRegister: NFT_REG32_01, peers: peersOf("peers4", 1, (7 << 6) | 13, 4) },
};
const ipv6: Family = {
  ...{ nfproto: 10, addressBytes: 16, sourceAt: 8, destinationAt: 24 },
  ...{ portRegister: NFT_REG_2, peers: peersOf("peers6", 2, (8 << 6) | 13, 16) },
};

const notrack: readonly NftExpression[] = [{ kind: "notrack" }];

const isTcp: readonly NftExpression[] = [
  { kind: "meta", key: "l4proto", register: key },
  { kind: "equals", register: key, value: Uint8Array.of(ipProtocol.tcp) },
];

/** Of FIN, SYN, RST and ACK only SYN: the first packet of a connection, and never the answer to one. */
const isSyn: readonly NftExpression[] = [
  { kind: "payload", base: "transport", offset: 13, length: 1, register: key },
  { kind: "mask", register: key, mask: Uint8Array.of(0x17) },
  { kind: "equals", register: key, value: Uint8Array.of(0x02) },
];

function isFamily({ nfproto }: Family): readonly NftExpression[] {
  return [
    { kind: "meta", key: "nfproto", register: key },
    { kind: "equals", register: key, value: Uint8Array.of(nfproto) },
  ];
}

function tcpPort(end: "source" | "destination", port: number): readonly NftExpression[] {
  const value = new ByteWriter(2);
  value.uint16(port, "big");
  return [
    ...isTcp,
    { kind: "payload", base: "transport", offset: portAt[end], length: 2, register: key },
    { kind: "equals", register: key, value: value.finish() },
  ];
}

function toThisNode(order: ByteOrder): readonly NftExpression[] {
  const value = new ByteWriter(4);
  value.uint32(RTN_LOCAL, order);
  return [
    { kind: "destination-type", register: key },
    { kind: "equals", register: key, value: value.finish() },
  ];
}

function toAddress(address: Uint8Array): readonly NftExpression[] {
  const family = address.length === ipv4.addressBytes ? ipv4 : ipv6;
  return [
    ...isFamily(family),
    { kind: "payload", base: "network", offset: family.destinationAt, length: family.addressBytes, register: key },
    { kind: "equals", register: key, value: address },
  ];
}

/** Address and port of the other end into the registers. */
function peer(family: Family, end: "source" | "destination"): readonly NftExpression[] {
  const offset = end === "source" ? family.sourceAt : family.destinationAt;
  return [
    { kind: "payload", base: "network", offset, length: family.addressBytes, register: key },
    { kind: "payload", base: "transport", offset: portAt[end], length: 2, register: family.portRegister },
  ];
}

function isPeer({ peers }: Family): readonly NftExpression[] {
  return [{ kind: "in-set", register: key, set: peers }];
}

/** In the header of TCP. */
const portAt = { source: 0, destination: 2 } as const;
