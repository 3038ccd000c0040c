/** Dumps the table of its namespace twice, by our quick scanner through the source and by the complete codec, each row as plain values. */

import type { Flow, Tuple } from "../../../src/model/flow.ts";
import {
  addressOffset,
  addressWordsPerRow,
  type FlowBatch,
  noState,
  noTimeout,
  portOffset,
  portsPerRow,
} from "../../../src/model/flow-batch.ts";
import { formatAddress } from "../../../src/model/ip-address.ts";
import { sctpStateNames, tcpStateNames } from "../../../src/model/tcp-state.ts";
import { createLiveSources } from "../../../src/sources/live-sources.ts";
import { NetlinkSocket } from "../../../src/sources/netlink-socket.ts";
import { decodeFlow } from "../../../src/wire/ctnetlink/flow.ts";
import { encodeConntrackRequest, isFlowMessage } from "../../../src/wire/ctnetlink/request.ts";
import { nlmsgType } from "../../../src/wire/netlink/constants.ts";
import { netlinkMessages } from "../../../src/wire/netlink/message.ts";
import { answer, stayUntilInputEnds } from "./conversation.ts";

export interface DumpedTuple {
  readonly source: string;
  readonly destination: string;
  /** ICMP has its id in the place of the source port, and type and code in that of the destination port. */
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export interface DumpedRow {
  readonly family: number;
  readonly protocol: number;
  readonly original: DumpedTuple;
  readonly reply: DumpedTuple;
  readonly status: number;
  readonly timeoutSeconds?: number;
  readonly state?: number;
  readonly zone: number;
  readonly mark: number;
  readonly id: number;
}

export interface DumpedTable {
  readonly scanned: readonly DumpedRow[];
  readonly decoded: readonly DumpedRow[];
  readonly malformedCount: number;
  readonly unknownAttributes: number;
  readonly endedBy: string;
}

const sources = createLiveSources();
const scanned: DumpedRow[] = [];
const { malformedCount, unknownAttributes, endedBy } = await sources.conntrack.dump({}, (batch) => {
  for (let row = 0; row < batch.length; row++) scanned.push(rowOfBatch(batch, row));
});
await sources.conntrack.close();
answer({ scanned, decoded: decodeAll().map(rowOfFlow), malformedCount, unknownAttributes, endedBy } satisfies DumpedTable);
stayUntilInputEnds();

function decodeAll(): readonly Flow[] {
  const socket = new NetlinkSocket();
  socket.send(encodeConntrackRequest({ kind: "dump", filter: { family: 0 } }, 1));
  const buffer = new Uint8Array(65_536);
  const flows: Flow[] = [];
  for (;;) {
    const length = socket.receive(buffer);
    for (const message of netlinkMessages(buffer, 0, length)) {
      if (isFlowMessage(message)) flows.push(decodeFlow(buffer, message.payloadStart, message.payloadEnd));
      else if (message.header.type === nlmsgType.NLMSG_DONE) {
        socket.close();
        return flows;
      }
    }
  }
}

function rowOfFlow(flow: Flow): DumpedRow {
  const state =
    flow.tcp !== undefined
      ? tcpStateNames.indexOf(flow.tcp.state)
      : flow.sctp !== undefined
        ? sctpStateNames.indexOf(flow.sctp.state)
        : undefined;
  return {
    family: flow.family,
    protocol: flow.protocol,
    original: tupleOfFlow(flow.original),
    reply: tupleOfFlow(flow.reply),
    status: flow.status,
    ...(flow.timeoutSeconds === undefined ? {} : { timeoutSeconds: flow.timeoutSeconds }),
    ...(state === undefined ? {} : { state }),
    zone: flow.zone ?? 0,
    mark: flow.mark ?? 0,
    id: flow.id ?? 0,
  };
}

function tupleOfFlow({ source, destination, layer4 }: Tuple): DumpedTuple {
  switch (layer4.kind) {
    case "ports":
      return { source, destination, sourcePort: layer4.sourcePort, destinationPort: layer4.destinationPort };
    case "icmp":
      return { source, destination, sourcePort: layer4.id, destinationPort: (layer4.type << 8) | layer4.code };
    case "generic":
      return { source, destination, sourcePort: 0, destinationPort: 0 };
  }
}

function rowOfBatch(batch: FlowBatch, row: number): DumpedRow {
  const addressAt = (offset: number) => {
    const at = row * addressWordsPerRow + offset;
    return formatAddress(batch.addresses[at]!, batch.addresses[at + 1]!, batch.addresses[at + 2]!, batch.addresses[at + 3]!);
  };
  const portAt = (offset: number) => batch.ports[row * portsPerRow + offset]!;
  const timeoutSeconds = batch.timeoutSeconds[row]!;
  const state = batch.state[row]!;
  return {
    family: batch.family[row]!,
    protocol: batch.protocol[row]!,
    original: {
      source: addressAt(addressOffset.originalSource),
      destination: addressAt(addressOffset.originalDestination),
      sourcePort: portAt(portOffset.originalSource),
      destinationPort: portAt(portOffset.originalDestination),
    },
    reply: {
      source: addressAt(addressOffset.replySource),
      destination: addressAt(addressOffset.replyDestination),
      sourcePort: portAt(portOffset.replySource),
      destinationPort: portAt(portOffset.replyDestination),
    },
    status: batch.status[row]!,
    ...(timeoutSeconds === noTimeout ? {} : { timeoutSeconds }),
    ...(state === noState ? {} : { state }),
    zone: batch.zone[row]!,
    mark: batch.mark[row]!,
    id: batch.id[row]!,
  };
}
