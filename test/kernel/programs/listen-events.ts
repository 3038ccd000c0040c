/**
 * Listens to the events of its namespace, counts what the stream reports and keeps the first rows. `stallUntil` keeps the thread that takes the
 * reports from looking at the first one until this file exists. The word `totals` answers what there is so far, `close` closes the stream first.
 */

import { existsSync } from "node:fs";
import {
  addFlowEvents,
  type FlowEventCounts,
  type FlowEventKind,
  flowEventKinds,
  noFlowEvents,
} from "../../../src/model/flow-event-kind.ts";
import { formatAddress } from "../../../src/model/ip-address.ts";
import { openEventStream } from "../../../src/sources/event-stream.ts";
import { FileTree } from "../../../src/sources/file-tree.ts";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

interface Options {
  readonly kinds: readonly FlowEventKind[];
  readonly sampleEvery?: number;
  readonly receiveBufferBytes?: number;
  readonly mayForceReceiveBuffer?: boolean;
  readonly stallUntil?: string;
  readonly keepRows?: number;
}

export interface EventTotals {
  readonly counts: FlowEventCounts;
  readonly rows: number;
  readonly rowsByKind: FlowEventCounts;
  readonly lost: Readonly<Record<"socket" | "rows" | "decoder", number>>;
  /** Losses that nobody counted. */
  readonly unknownLosses: number;
  readonly firstRows: readonly {
    readonly kind: FlowEventKind;
    readonly source: string;
    readonly sourcePort: number;
    readonly protocol: number;
  }[];
}

const { stallUntil, keepRows = 0, sampleEvery = 1, ...request } = readOptions<Options>();
let counts = noFlowEvents;
let rows = 0;
let unknownLosses = 0;
const rowsByKind = { ...noFlowEvents };
const lost = { socket: 0, rows: 0, decoder: 0 };
const firstRows: EventTotals["firstRows"][number][] = [];

/** Never woken: the thread sleeps as one that is busy with something else would. */
const nobody = new Int32Array(new SharedArrayBuffer(4));

const stream = await openEventStream(new FileTree("/proc"), {
  ...request,
  sampling: { new: sampleEvery, update: sampleEvery, destroy: sampleEvery },
});
const delivered = stream.deliver((report) => {
  while (stallUntil !== undefined && !existsSync(stallUntil)) Atomics.wait(nobody, 0, 0, 20);
  const { flows, kinds } = report.batch;
  counts = addFlowEvents(counts, report.counts);
  rows += flows.length;
  for (const { where, events } of report.losses) {
    if (events === null) unknownLosses++;
    else lost[where] += events;
  }
  for (let row = 0; row < flows.length; row++) {
    const kind = flowEventKinds[kinds[row]!]!;
    rowsByKind[kind]++;
    if (firstRows.length >= keepRows) continue;
    const [a, b, c, d] = flows.addresses.subarray(row * 16, row * 16 + 4);
    firstRows.push({ kind, source: formatAddress(a!, b!, c!, d!), sourcePort: flows.ports[row * 4]!, protocol: flows.protocol[row]! });
  }
});
answer({ receiveBufferBytes: stream.receiveBufferBytes, remarks: stream.remarks });
stayUntilInputEnds(async (word) => {
  if (word === "close") {
    await stream.close();
    await delivered;
  }
  answer({ counts, rows, rowsByKind, lost, unknownLosses, firstRows } satisfies EventTotals);
});
