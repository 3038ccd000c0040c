import type { Flow, Layer4, Tuple } from "../../model/flow.ts";
import { addressOffset, addressWordsPerRow, type FlowBatch, noTimeout, portOffset, portsPerRow } from "../../model/flow-batch.ts";
import { formatAddress } from "../../model/ip-address.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { sctpStateNames, tcpStateNames } from "../../model/tcp-state.ts";

/** One row of a batch as an entry of its own, as far as the columns hold it. */
export function flowOfRow(batch: FlowBatch, row: number): Flow {
  const protocol = batch.protocol[row]!;
  const state = batch.state[row]!;
  const tcpName = protocol === ipProtocol.tcp ? tcpStateNames[state] : undefined;
  const sctpName = protocol === ipProtocol.sctp ? sctpStateNames[state] : undefined;
  const timeoutSeconds = batch.timeoutSeconds[row]!;
  const zone = batch.zone[row]!;
  return {
    family: batch.family[row] === 6 ? 6 : 4,
    protocol,
    original: tupleOf(batch, row, addressOffset.originalSource, portOffset.originalSource),
    reply: tupleOf(batch, row, addressOffset.replySource, portOffset.replySource),
    status: batch.status[row]!,
    ...(timeoutSeconds === noTimeout ? {} : { timeoutSeconds }),
    ...(tcpName === undefined ? {} : { tcp: { state: tcpName } }),
    ...(sctpName === undefined ? {} : { sctp: { state: sctpName } }),
    mark: batch.mark[row]!,
    ...(zone === 0 ? {} : { zone }),
    id: batch.id[row]!,
    unknownAttributes: 0,
  };
}

function tupleOf({ addresses, ports, protocol }: FlowBatch, row: number, addressAt: number, portAt: number): Tuple {
  const at = row * addressWordsPerRow + addressAt;
  const port = row * portsPerRow + portAt;
  return {
    source: formatAddress(addresses[at]!, addresses[at + 1]!, addresses[at + 2]!, addresses[at + 3]!),
    destination: formatAddress(addresses[at + 4]!, addresses[at + 5]!, addresses[at + 6]!, addresses[at + 7]!),
    layer4: layer4Of(protocol[row]!, ports[port]!, ports[port + 1]!),
  };
}

function layer4Of(protocol: number, first: number, second: number): Layer4 {
  if (hasPorts(protocol)) return { kind: "ports", sourcePort: first, destinationPort: second };
  if (protocol === ipProtocol.icmp || protocol === ipProtocol.icmpv6)
    return { kind: "icmp", id: first, type: second >> 8, code: second & 255 };
  return { kind: "generic" };
}

/** Others keep something else in the place of ports: ICMP its id and type, GRE its keys. */
export function hasPorts(protocol: number): boolean {
  return withPorts.has(protocol);
}

const withPorts: ReadonlySet<number> = new Set([ipProtocol.tcp, ipProtocol.udp, ipProtocol.dccp, ipProtocol.sctp, ipProtocol.udplite]);
