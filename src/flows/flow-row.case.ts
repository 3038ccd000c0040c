import { addressWordsPerRow, createFlowBatch, type FlowBatch, noState, noTimeout, portsPerRow } from "../model/flow-batch.ts";
import { flowStatusBit } from "../model/flow-status.ts";
import { parseAddress } from "../model/ip-address.ts";
import { ipProtocol } from "../model/ip-protocol.ts";

/** One entry in few words, for tests; the reply is the original turned round unless it says otherwise. */
export interface FlowRow {
  readonly protocol?: number;
  readonly status?: number;
  readonly timeout?: number;
  readonly state?: number;
  readonly zone?: number;
  readonly from: string;
  readonly to: string;
  readonly ports?: readonly [number, number];
  readonly replyFrom?: string;
  readonly replyTo?: string;
  readonly replyPorts?: readonly [number, number];
}

export function flowBatchOf(rows: readonly FlowRow[]): FlowBatch {
  const batch = createFlowBatch(Math.max(rows.length, 1));
  rows.forEach((row, index) => {
    const ports = row.ports ?? [40_000, 80];
    const addresses = [row.from, row.to, row.replyFrom ?? row.to, row.replyTo ?? row.from];
    addresses.forEach((address, number) => {
      const words = parseAddress(address);
      if (words === undefined) throw new Error(`not an address: ${address}`);
      batch.addresses.set(words, index * addressWordsPerRow + number * 4);
    });
    batch.ports.set([...ports, ...(row.replyPorts ?? [ports[1], ports[0]])], index * portsPerRow);
    batch.family[index] = row.from.includes(":") ? 6 : 4;
    batch.protocol[index] = row.protocol ?? ipProtocol.tcp;
    batch.status[index] = row.status ?? flowStatusBit.seenReply | flowStatusBit.assured;
    batch.timeoutSeconds[index] = row.timeout ?? noTimeout;
    batch.state[index] = row.state ?? noState;
    batch.zone[index] = row.zone ?? 0;
  });
  batch.length = rows.length;
  return batch;
}
