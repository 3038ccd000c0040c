import type { FlowBatch } from "../model/flow-batch.ts";
import type { Counters } from "../model/node-snapshot.ts";
import { decodeCpuStats } from "../wire/ctnetlink/cpu-stats.ts";
import { FlowScanner } from "../wire/ctnetlink/flow-scanner.ts";
import { decodeGlobalStats } from "../wire/ctnetlink/global-stats.ts";
import { type ConntrackRequest, encodeConntrackRequest } from "../wire/ctnetlink/request.ts";
import { errnoName } from "../wire/netlink/errno-name.ts";
import { decodeVerdictOf, isKernelVerdict } from "../wire/netlink/kernel-error.ts";
import { type NetlinkMessage, netlinkMessages } from "../wire/netlink/message.ts";
import type { ConntrackSource, DumpOutcome, DumpRequest } from "./conntrack-source.ts";
import type { FileTree } from "./file-tree.ts";
import { hostByteOrder, SystemCallError } from "./libc.ts";
import type { NetlinkExchange } from "./netlink-exchange.ts";
import { requireCtnetlink } from "./require-ctnetlink.ts";

/** The table of the kernel that this process runs on, in the network namespace that it runs in. */
export class LiveConntrack implements ConntrackSource {
  private readonly proc: FileTree;
  private readonly openExchange: () => NetlinkExchange;
  private exchange: NetlinkExchange | undefined;

  constructor(proc: FileTree, openExchange: () => NetlinkExchange) {
    this.proc = proc;
    this.openExchange = openExchange;
  }

  async dump(request: DumpRequest, onBatch: (batch: FlowBatch) => void): Promise<DumpOutcome> {
    const started = performance.now();
    const elapsedMs = () => performance.now() - started;
    const scanner = new FlowScanner(onBatch);
    let endedBy: DumpOutcome["endedBy"] = "kernel";
    let lastProgress = 0;
    const { isOverrun } = await this.opened().ask(encode({ kind: "dump", filter: request.filter ?? { family: 0 } }), {
      onDatagram(bytes, length) {
        scanner.push(bytes, length);
        if (request.onProgress !== undefined && elapsedMs() - lastProgress >= progressEveryMs) {
          lastProgress = elapsedMs();
          request.onProgress(scanner.entries);
        }
      },
      shouldStop() {
        if (scanner.isDone) return false;
        if (request.signal?.aborted) endedBy = "interrupted";
        else if (request.maxEntries !== undefined && scanner.entries >= request.maxEntries) endedBy = "entries";
        else if (request.timeBudgetMs !== undefined && elapsedMs() >= request.timeBudgetMs) endedBy = "time";
        return endedBy !== "kernel";
      },
    });
    scanner.flush();
    if (scanner.errorNumber !== 0) throw new SystemCallError("ctnetlink dump", errnoName(scanner.errorNumber));
    return {
      entries: scanner.entries,
      malformed: scanner.malformed,
      malformedCount: scanner.malformedCount,
      unknownAttributes: scanner.unknownAttributes,
      endedBy: isOverrun ? "overrun" : endedBy,
      wasInterruptedByKernel: scanner.wasInterruptedByKernel,
      durationMs: elapsedMs(),
    };
  }

  async readCpuCounters(): Promise<readonly { readonly cpu: number; readonly counters: Counters }[]> {
    const rows: { readonly cpu: number; readonly counters: Counters }[] = [];
    await this.askForMessages(encode({ kind: "cpu-stats" }), (bytes, { payloadStart, payloadEnd }) => {
      const { cpu, counters } = decodeCpuStats(bytes, payloadStart, payloadEnd, hostByteOrder);
      rows.push({ cpu, counters });
    });
    return rows.sort((left, right) => left.cpu - right.cpu);
  }

  async readGlobalCounters(): Promise<Counters> {
    let counters: Counters = {};
    await this.askForMessages(encode({ kind: "global-stats" }), (bytes, { payloadStart, payloadEnd }) => {
      const { entries, maxEntries } = decodeGlobalStats(bytes, payloadStart, payloadEnd, hostByteOrder);
      counters = { entries, ...(maxEntries === undefined ? {} : { maxEntries }) };
    });
    return counters;
  }

  /** For answers of a few messages; the table itself goes through the scanner. */
  private async askForMessages(request: Uint8Array, onMessage: (bytes: Uint8Array, message: NetlinkMessage) => void): Promise<void> {
    let isDone = false;
    let errno = 0;
    await this.opened().ask(request, {
      onDatagram(bytes, length) {
        for (const message of netlinkMessages(bytes, 0, length, hostByteOrder)) {
          if (isKernelVerdict(message.header)) {
            isDone = true;
            errno = decodeVerdictOf(bytes, message, hostByteOrder).errno;
          } else {
            onMessage(bytes, message);
          }
        }
      },
      shouldStop: () => isDone,
    });
    if (errno !== 0) throw new SystemCallError("ctnetlink statistics", errnoName(errno));
  }

  private opened(): NetlinkExchange {
    if (this.exchange === undefined) {
      requireCtnetlink(this.proc);
      this.exchange = this.openExchange();
    }
    return this.exchange;
  }

  async close(): Promise<void> {
    await this.exchange?.close();
    this.exchange = undefined;
  }
}

/** One request is under way at a time on a socket of its own, so the sequence number need not tell answers apart. */
function encode(request: ConntrackRequest): Uint8Array {
  return encodeConntrackRequest(request, 1, hostByteOrder);
}

const progressEveryMs = 200;
