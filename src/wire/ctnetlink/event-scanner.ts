import type { FlowBatch } from "../../model/flow-batch.ts";
import type { FlowEventSampling } from "../../model/flow-event-kind.ts";
import { StratifiedSample } from "../../model/stratified-sample.ts";
import { FlowScanner } from "./flow-scanner.ts";

export interface EventBatch {
  readonly flows: FlowBatch;
  /** For each row the place of its kind in `flowEventKinds`. */
  readonly kinds: Uint8Array;
  /** For each row when it was received, by a clock that never jumps. */
  readonly receivedAtMs: Float64Array;
}

/**
 * Counts events by their kind and decodes as many of each as the sampling says straight into columns, like the scanner of dumps that it is. Kinds are sampled by
 * themselves: a connection makes them in turn, and every second of all events would be births only.
 */
export class EventScanner extends FlowScanner {
  /** By the place in `flowEventKinds`, since they were last set back. */
  readonly counts: [born: number, updated: number, destroyed: number] = [0, 0, 0];
  /** For what is pushed next. */
  receivedAtMs = 0;
  private readonly events: EventBatch;
  private readonly samples: readonly [StratifiedSample, StratifiedSample, StratifiedSample];

  /** `onBatch` is called when the batch is full and when it is flushed; it takes the rows before it returns. */
  constructor(
    onBatch: (batch: EventBatch) => void,
    { sampling, capacity }: { readonly sampling: FlowEventSampling; readonly capacity: number },
  ) {
    super(() => onBatch(this.events), capacity);
    this.samples = [
      new StratifiedSample(sampling.new, 11),
      new StratifiedSample(sampling.update, 23),
      new StratifiedSample(sampling.destroy, 47),
    ];
    this.events = { flows: this.batch, kinds: new Uint8Array(capacity), receivedAtMs: new Float64Array(capacity) };
  }

  protected override scanMessage(at: number, end: number): void {
    const type = this.halves[(at >> 1) + 2]!;
    const kind = type === conntrackDelete ? destroyed : (this.halves[(at >> 1) + 3]! & nlmFlagCreate) !== 0 ? born : updated;
    if (type !== conntrackDelete && type !== conntrackNew) {
      this.countMalformed(at, end, `unexpected netlink message type ${type}`);
      return;
    }
    this.counts[kind]++;
    if (!this.samples[kind].takes()) return;
    const row = this.batch.length;
    this.events.kinds[row] = kind;
    this.events.receivedAtMs[row] = this.receivedAtMs;
    // The full batch has been handed on with its counts when this returns true; what could not be decoded is in none of them.
    if (!this.takeEntry(at, end)) this.counts[kind]--;
  }
}

const born = 0;
const updated = 1;
const destroyed = 2;
const conntrackNew = 0x100; // NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW
const conntrackDelete = 0x102; // IPCTNL_MSG_CT_DELETE
const nlmFlagCreate = 0x400; // NLM_F_CREATE; an update has the type of a birth, and only this tells them apart
