import type { Flow, Layer4 } from "../../model/flow.ts";
import { addressWordsPerRow, type FlowBatch, noState, noTimeout, portsPerRow } from "../../model/flow-batch.ts";
import { type AddressWords, formatAddress } from "../../model/ip-address.ts";
import { sctpStateNames, tcpStateNames } from "../../model/tcp-state.ts";
import { createTextTableReader, type TextTableOptions, type TextTableSummary } from "./text-table-reader.ts";

/** One row of a batch in a form that assertions can show. */
export interface FlowRow {
  readonly family: number;
  readonly protocol: number;
  readonly status: number;
  readonly timeoutSeconds: number;
  readonly state: number;
  readonly zone: number;
  readonly mark: number;
  readonly id: number;
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
}

export interface ReadText {
  readonly rows: readonly FlowRow[];
  readonly batchLengths: readonly number[];
  readonly summary: TextTableSummary;
}

/** Reads the text in pieces of the given sizes, the last size repeated. */
export function readText(
  text: string | Uint8Array,
  sizes: readonly number[] = [1 << 20],
  options: Partial<TextTableOptions> = {},
): ReadText {
  const bytes = typeof text === "string" ? bytesOf(text) : text;
  const rows: FlowRow[] = [];
  const batchLengths: number[] = [];
  const reader = createTextTableReader({
    ...options,
    onBatch: (batch) => {
      batchLengths.push(batch.length);
      for (let row = 0; row < batch.length; row++) rows.push(rowOf(batch, row));
    },
  });
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const size = sizes[Math.min(piece, sizes.length - 1)] ?? bytes.length;
    reader.push(bytes.slice(at, at + size));
    at += size;
  }
  return { rows, batchLengths, summary: reader.finish() };
}

/** One byte a character, so that any bytes can be written in a test. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function latin1Of(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

export function rowOf(batch: FlowBatch, row: number): FlowRow {
  const words = batch.addresses.subarray(row * addressWordsPerRow, (row + 1) * addressWordsPerRow);
  const address = (at: number) => formatAddress(...([...words.subarray(at, at + 4)] as unknown as AddressWords)); // four words by the layout
  return {
    family: batch.family[row]!,
    protocol: batch.protocol[row]!,
    status: batch.status[row]!,
    timeoutSeconds: batch.timeoutSeconds[row]!,
    state: batch.state[row]!,
    zone: batch.zone[row]!,
    mark: batch.mark[row]!,
    id: batch.id[row]!,
    addresses: [address(0), address(4), address(8), address(12)],
    ports: [...batch.ports.subarray(row * portsPerRow, (row + 1) * portsPerRow)],
  };
}

/** The row that a flow must become, so that the two parsers can be compared. */
export function rowOfFlow(flow: Flow): FlowRow {
  const { original, reply } = flow;
  const state = flow.tcp ? tcpStateNames.indexOf(flow.tcp.state) : flow.sctp ? sctpStateNames.indexOf(flow.sctp.state) : noState;
  return {
    family: flow.family,
    protocol: flow.protocol,
    status: flow.status,
    timeoutSeconds: flow.timeoutSeconds ?? noTimeout,
    state,
    zone: flow.zone || original.zone || 0,
    mark: flow.mark ?? 0,
    id: flow.id ?? 0,
    addresses: [original.source, original.destination, reply.source, reply.destination],
    ports: [...portsOf(original.layer4), ...portsOf(reply.layer4)],
  };
}

function portsOf(layer4: Layer4): readonly number[] {
  if (layer4.kind === "ports") return [layer4.sourcePort, layer4.destinationPort];
  return layer4.kind === "icmp" ? [layer4.id, (layer4.type << 8) | layer4.code] : [0, 0];
}
