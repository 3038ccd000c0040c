import type { Flow, Tuple } from "../../src/model/flow.ts";
import { flowStatusBit } from "../../src/model/flow-status.ts";
import { ipProtocol } from "../../src/model/ip-protocol.ts";
import type { TcpStateName } from "../../src/model/tcp-state.ts";

/** What an entry needs to be inserted through ctnetlink. */
export type InsertableFlow = Pick<Flow, "family" | "protocol" | "original" | "reply" | "status" | "tcp" | "sctp" | "mark" | "zone"> & {
  readonly timeoutSeconds: number;
};

/** The entry of a flow without address translation: the reply is the original turned round. */
export function plainFlow(protocol: number, original: Tuple, rest: Partial<InsertableFlow> = {}): InsertableFlow {
  return {
    family: original.source.includes(":") ? 6 : 4,
    protocol,
    original,
    reply: { source: original.destination, destination: original.source, layer4: turned(original.layer4, protocol) },
    status: flowStatusBit.seenReply | flowStatusBit.assured,
    timeoutSeconds: 3600,
    ...rest,
  };
}

export function tcpFlow(
  state: TcpStateName,
  source: string,
  sourcePort: number,
  destination: string,
  destinationPort: number,
): InsertableFlow {
  return plainFlow(ipProtocol.tcp, { source, destination, layer4: { kind: "ports", sourcePort, destinationPort } }, { tcp: { state } });
}

function turned(layer4: Tuple["layer4"], protocol: number): Tuple["layer4"] {
  if (layer4.kind === "ports") return { kind: "ports", sourcePort: layer4.destinationPort, destinationPort: layer4.sourcePort };
  if (layer4.kind === "icmp") return { ...layer4, type: echoReply(layer4.type, protocol) };
  return layer4;
}

/** The type that answers: `invmap` of nf_conntrack_proto_icmp.c and nf_conntrack_proto_icmpv6.c. */
function echoReply(type: number, protocol: number): number {
  if (protocol === ipProtocol.icmpv6) return { 128: 129, 139: 140 }[type] ?? type;
  return { 8: 0, 13: 14, 15: 16, 17: 18 }[type] ?? type;
}
