/** Dumps the table of its namespace with our own source, each row as plain values. */
import { formatAddress } from "../../../src/model/ip-address.ts";
import { addressOffset, addressWordsPerRow, noState, noTimeout, portOffset, portsPerRow } from "../../../src/model/flow-batch.ts";
import { createLiveSources } from "../../../src/sources/live-sources.ts";
import { answer, stayUntilInputEnds } from "./conversation.ts";

export interface DumpedTuple {
  readonly source: string;
  readonly destination: string;
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
  readonly rows: readonly DumpedRow[];
  readonly malformedCount: number;
  readonly unknownAttributes: number;
  readonly endedBy: string;
}

const sources = createLiveSources();
const rows: DumpedRow[] = [];
const outcome = await sources.conntrack.dump({}, (batch) => {
  for (let row = 0; row < batch.length; row++) {
    const addressAt = (offset: number) => {
      const at = row * addressWordsPerRow + offset;
      return formatAddress(batch.addresses[at]!, batch.addresses[at + 1]!, batch.addresses[at + 2]!, batch.addresses[at + 3]!);
    };
    const portAt = (offset: number) => batch.ports[row * portsPerRow + offset]!;
    const timeoutSeconds = batch.timeoutSeconds[row]!;
    const state = batch.state[row]!;
    rows.push({
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
    });
  }
});
await sources.conntrack.close();
const { malformedCount, unknownAttributes, endedBy } = outcome;
answer({ rows, malformedCount, unknownAttributes, endedBy } satisfies DumpedTable);
stayUntilInputEnds();
