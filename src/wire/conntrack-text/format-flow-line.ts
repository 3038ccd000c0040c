import { addressOffset, addressWordsPerRow, type FlowBatch, noState, noTimeout, portOffset, portsPerRow } from "../../model/flow-batch.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { formatAddress } from "../../model/ip-address.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { sctpStateNames, tcpStateNames } from "../../model/tcp-state.ts";
import { fieldsRequiredBy, tupleField } from "./flow-row-scanner.ts";

/**
 * One row as a line of `conntrack -L -o extended,id`, without its newline. The columns hold no counters and no use count: those of the first are left out,
 * and `use=1`, the reference that the table itself holds, stands for the second, because readers take it for the mark that a line is whole.
 */
export function formatFlowLine(batch: FlowBatch, row: number): string {
  const isIpv6 = batch.family[row] === 6;
  const protocol = batch.protocol[row]!;
  const status = batch.status[row]!;
  const timeout = batch.timeoutSeconds[row]!;
  const zone = batch.zone[row]!;
  const id = batch.id[row]!;
  const name = protocolWords.get(protocol) ?? `unknown  ${protocol} `;
  return `${isIpv6 ? "ipv6     10 " : "ipv4     2 "}${name}${timeout === noTimeout ? "" : `${timeout} `}${stateWord(protocol, batch.state[row]!)}${tupleText(
    batch,
    row,
    addressOffset.originalSource,
    portOffset.originalSource,
    protocol,
  )}${(status & flowStatusBit.seenReply) === 0 ? "[UNREPLIED] " : ""}${tupleText(
    batch,
    row,
    addressOffset.replySource,
    portOffset.replySource,
    protocol,
  )}${flagWords(status)}mark=${batch.mark[row]!} ${zone === 0 ? "" : `zone=${zone} `}use=1${id === 0 ? "" : ` id=${id}`}`;
}

/** The name in a column of eight, as the tool and the kernel pad it. */
const protocolWords: ReadonlyMap<number, string> = new Map(
  (["icmp", "igmp", "tcp", "udp", "dccp", "gre", "esp", "ah", "icmpv6", "sctp", "udplite"] as const).map((name) => [
    ipProtocol[name],
    `${name.padEnd(8)} ${ipProtocol[name]} `,
  ]),
);

function stateWord(protocol: number, state: number): string {
  if (state === noState) return "";
  const name = protocol === ipProtocol.tcp ? tcpStateNames[state] : protocol === ipProtocol.sctp ? sctpStateNames[state] : undefined;
  return name === undefined ? "" : `${name} `;
}

function tupleText(batch: FlowBatch, row: number, addressAt: number, portAt: number, protocol: number): string {
  const { addresses, ports } = batch;
  const at = row * addressWordsPerRow + addressAt;
  const source = formatAddress(addresses[at]!, addresses[at + 1]!, addresses[at + 2]!, addresses[at + 3]!);
  const destination = formatAddress(addresses[at + 4]!, addresses[at + 5]!, addresses[at + 6]!, addresses[at + 7]!);
  const port = row * portsPerRow + portAt;
  return `src=${source} dst=${destination} ${layer4Text(protocol, ports[port]!, ports[port + 1]!)}`;
}

function layer4Text(protocol: number, first: number, second: number): string {
  switch (protocol) {
    case ipProtocol.icmp:
    case ipProtocol.icmpv6:
      return `type=${second >> 8} code=${second & 255} id=${first} `;
    case ipProtocol.gre:
      return `srckey=0x${first.toString(16)} dstkey=0x${second.toString(16)} `;
    default:
      return hasPorts(protocol) || first !== 0 || second !== 0 ? `sport=${first} dport=${second} ` : "";
  }
}

function hasPorts(protocol: number): boolean {
  return (fieldsRequiredBy(protocol) & tupleField.sourcePort) !== 0;
}

function flagWords(status: number): string {
  const assured = (status & flowStatusBit.assured) !== 0 ? "[ASSURED] " : "";
  if ((status & flowStatusBit.hardwareOffload) !== 0) return `${assured}[HW_OFFLOAD] `;
  return (status & flowStatusBit.offload) !== 0 ? `${assured}[OFFLOAD] ` : assured;
}
