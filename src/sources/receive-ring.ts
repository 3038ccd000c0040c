/**
 * A ring of datagrams in shared memory: a worker blocks in `recv` and fills slots, the main thread empties them when it has time. Decoding so overlaps with
 * the kernel's own work, and a dump of two seconds never blocks the program.
 */
export class ReceiveRing {
  readonly memory: SharedArrayBuffer;
  private readonly control: Int32Array;
  private readonly lengths: Int32Array;

  constructor(memory = new SharedArrayBuffer(controlBytes + slotCount * 4 + slotCount * slotBytes)) {
    this.memory = memory;
    this.control = new Int32Array(memory, 0, controlBytes / 4);
    this.lengths = new Int32Array(memory, controlBytes, slotCount);
  }

  reset(): void {
    this.control.fill(0);
  }

  /** The bytes of a slot, by the running number of its datagram. */
  slot(number: number): Uint8Array {
    return new Uint8Array(this.memory, controlBytes + slotCount * 4 + (number % slotCount) * slotBytes, slotBytes);
  }

  lengthOf(number: number): number {
    return this.lengths[number % slotCount]!;
  }

  get filled(): number {
    return Atomics.load(this.control, control.filled);
  }

  get emptied(): number {
    return Atomics.load(this.control, control.emptied);
  }

  get isStopped(): boolean {
    return Atomics.load(this.control, control.stop) !== 0;
  }

  /** For the filler: waits until a slot is free; false when the ring was stopped. */
  waitForFreeSlot(): boolean {
    for (;;) {
      if (this.isStopped) return false;
      const emptied = this.emptied;
      if (this.filled - emptied < slotCount) return true;
      Atomics.wait(this.control, control.emptied, emptied, 200);
    }
  }

  markFilled(length: number): void {
    const number = this.filled;
    this.lengths[number % slotCount] = length;
    Atomics.store(this.control, control.filled, number + 1);
    Atomics.notify(this.control, control.filled);
  }

  /** For the emptier: resolves when more than `seen` slots have been filled, or after a while. */
  async waitForMore(seen: number): Promise<void> {
    const outcome = Atomics.waitAsync(this.control, control.filled, seen, 100);
    if (outcome.async) await outcome.value;
  }

  markEmptied(): void {
    Atomics.add(this.control, control.emptied, 1);
    Atomics.notify(this.control, control.emptied);
  }

  stop(): void {
    Atomics.store(this.control, control.stop, 1);
    Atomics.notify(this.control, control.emptied);
  }

  /** For the filler: says that nothing more will come. */
  markEnded(): void {
    Atomics.store(this.control, control.ended, 1);
    Atomics.notify(this.control, control.filled);
  }

  get hasEnded(): boolean {
    return Atomics.load(this.control, control.ended) !== 0;
  }
}

const control = { filled: 0, emptied: 1, stop: 2, ended: 3 } as const;
const controlBytes = 16;
/** Netlink never puts more than 32 KiB less its own overhead into one datagram of a dump (netlink_recvmsg). */
const slotBytes = 32_768;
/** 2 MB: enough to cover a pause of the main thread of some 20 ms at the kernel's full speed. */
const slotCount = 64;
