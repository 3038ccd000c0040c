import { largestDatagram } from "./receive-answer.ts";
import { controlBytes, controlWord, RingControl } from "./ring-control.ts";

/**
 * A ring of datagrams in shared memory: a worker blocks in `recv` and fills slots, the main thread empties them when it has time. Decoding so overlaps with
 * the kernel's own work, and a dump of two seconds never blocks the program.
 */
export class ReceiveRing extends RingControl {
  readonly memory: SharedArrayBuffer;
  private readonly lengths: Int32Array;

  constructor(memory = new SharedArrayBuffer(controlBytes + slotCount * 4 + slotCount * slotBytes)) {
    super(memory);
    this.memory = memory;
    this.lengths = new Int32Array(memory, controlBytes, slotCount);
  }

  /** The bytes of a slot, by the running number of its datagram. */
  slot(number: number): Uint8Array {
    return new Uint8Array(this.memory, controlBytes + slotCount * 4 + (number % slotCount) * slotBytes, slotBytes);
  }

  lengthOf(number: number): number {
    return this.lengths[number % slotCount]!;
  }

  /** For the filler: waits until a slot is free; false when the ring was stopped. */
  waitForFreeSlot(): boolean {
    for (;;) {
      if (this.isStopped) return false;
      const emptied = this.emptied;
      if (this.filled - emptied < slotCount) return true;
      Atomics.wait(this.control, controlWord.emptied, emptied, 200);
    }
  }

  markFilled(length: number): void {
    this.lengths[this.filled % slotCount] = length;
    this.markOneFilled();
  }
}

const slotBytes = largestDatagram;
/** 2 MB: enough to cover a pause of the main thread of some 20 ms at the kernel's full speed. */
const slotCount = 64;
