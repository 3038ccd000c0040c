import type { FlowEventCounts, FlowEventKind, FlowEventSampling } from "../model/flow-event-kind.ts";
import type { EventBatch } from "../wire/ctnetlink/event-scanner.ts";

/** Births, changes and deaths of entries, told by the kernel as they happen. Listening costs the node something, so a stream is opened only where somebody asks. */
export interface EventRequest {
  readonly kinds: readonly FlowEventKind[];
  /** Every event is counted; without this every one is decoded as well. */
  readonly sampling?: FlowEventSampling;
  readonly receiveBufferBytes?: number;
  /** False keeps to net.core.rmem_max, as a process without CAP_NET_ADMIN has to. */
  readonly mayForceReceiveBuffer?: boolean;
}

/** What happened since the report before. The reports of a stream follow each other without a hole: what was lost is in one of them. */
export interface EventReport {
  /** By the wall clock, as all times here; the difference is measured by one that never jumps. */
  readonly fromMs: number;
  readonly toMs: number;
  /** All that were received and understood, decoded or not. */
  readonly counts: FlowEventCounts;
  /** Those that were decoded; valid during the call only. */
  readonly batch: EventBatch;
  readonly losses: readonly EventLoss[];
}

export interface EventLoss {
  /**
   * `socket`: the kernel had no room for them, and they are in no count. `rows`: counted, but the program was too slow to take what was decoded of them.
   * `decoder`: received and not understood.
   */
  readonly where: "socket" | "rows" | "decoder";
  /** Null where nobody counted them. */
  readonly events: number | null;
  readonly because: string;
}

export interface EventStream {
  /** Undefined before Linux 4.12, which does not say. */
  readonly receiveBufferBytes: number | undefined;
  /** What a reader of the events has to know. */
  readonly remarks: readonly string[];
  /**
   * Hands on what has been heard since the stream was opened, and then what is heard, until it is closed; resolves after the last report, and rejects when the
   * stream broke. To be called once.
   */
  deliver(onReport: (report: EventReport) => void): Promise<void>;
  /** Stops listening. Who takes the reports is given what had come until then; resolves when the socket is closed and the worker has ended. */
  close(): Promise<void>;
}
