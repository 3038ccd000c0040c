import { hostByteOrder, loadLibc } from "./libc.ts";

/**
 * Room for many datagrams of one recvmmsg, each at its place in one memory. Every change of the table is a datagram of its own, and a call through koffi
 * costs as much as the kernel's own part of it: received by hundreds, an event costs half of what it costs one by one (docs/decisions/0024-events.md).
 */
export class DatagramBatch {
  readonly capacity: number;
  /** All datagrams; number `n` begins at `n * slotBytes`. */
  readonly bytes: Uint8Array;
  readonly slotBytes: number;
  /** For the call: `struct mmsghdr`, each leading to its `struct iovec` behind them all. */
  readonly vector: Uint8Array;
  private readonly view: DataView;

  constructor(capacity: number, slotBytes: number) {
    this.capacity = capacity;
    this.slotBytes = slotBytes;
    const libc = loadLibc();
    // Shared memory, although nobody else looks at it: it does not move, and the kernel is given its address.
    const memory = new SharedArrayBuffer(capacity * slotBytes);
    const vectorMemory = new SharedArrayBuffer(capacity * (mmsghdrBytes + iovecBytes));
    this.bytes = new Uint8Array(memory);
    this.vector = new Uint8Array(vectorMemory);
    this.view = new DataView(vectorMemory);
    const from = libc.addressOf(memory);
    const vectorFrom = libc.addressOf(vectorMemory);
    for (let number = 0; number < capacity; number++) {
      const header = number * mmsghdrBytes;
      const iovec = capacity * mmsghdrBytes + number * iovecBytes;
      this.view.setBigUint64(header + iovecPointerAt, vectorFrom + BigInt(iovec), isLittleEndian);
      this.view.setBigUint64(header + iovecCountAt, 1n, isLittleEndian);
      this.view.setBigUint64(iovec, from + BigInt(number * slotBytes), isLittleEndian);
      this.view.setBigUint64(iovec + 8, BigInt(slotBytes), isLittleEndian);
    }
  }

  lengthOf(number: number): number {
    return this.view.getUint32(number * mmsghdrBytes + lengthAt, isLittleEndian);
  }

  /** The datagram was longer than its place. */
  wasCut(number: number): boolean {
    return (this.view.getInt32(number * mmsghdrBytes + flagsAt, isLittleEndian) & MSG_TRUNC) !== 0;
  }
}

const isLittleEndian = hostByteOrder === "little";
// `struct mmsghdr`, `struct msghdr` and `struct iovec` of bits/socket.h with pointers of 64 bits, the only ones that Node is built for on Linux since 23.
const mmsghdrBytes = 64;
const iovecBytes = 16;
const iovecPointerAt = 16;
const iovecCountAt = 24;
const flagsAt = 48;
const lengthAt = 56;
const MSG_TRUNC = 0x20;
