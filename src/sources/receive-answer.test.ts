import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteWriter } from "../wire/bytes/byte-writer.ts";
import { nlmsgType } from "../wire/netlink/constants.ts";
import { hostByteOrder, SystemCallError } from "./libc.ts";
import { receiveAnswer } from "./receive-answer.ts";
import { ReceiveRing } from "./receive-ring.ts";

const entry = 0x0100;

/** Messages of these types, each with four bytes behind its header. */
function datagram(...types: readonly number[]): Uint8Array {
  const writer = new ByteWriter(types.length * 20);
  for (const type of types) {
    writer.uint32(20, hostByteOrder);
    writer.uint16(type, hostByteOrder);
    writer.zeros(14);
  }
  return writer.finish();
}

/** A kernel that gives these datagrams one after another, or fails, and after them is silent until the ring is stopped. */
function kernelOf(answers: readonly (Uint8Array | string)[], ring: ReceiveRing) {
  const left = [...answers];
  return {
    receive(buffer: Uint8Array): number {
      const next = left.shift();
      if (next === undefined) {
        ring.stop();
        return 0;
      }
      if (typeof next === "string") throw new SystemCallError("recv", next);
      buffer.set(next);
      return next.length;
    },
    left,
  };
}

const answers: readonly {
  readonly what: string;
  readonly answers: readonly (Uint8Array | string)[];
  readonly filled: number;
  readonly isOverrun?: true;
  readonly left?: number;
}[] = [
  { what: "ends with NLMSG_DONE", answers: [datagram(entry), datagram(nlmsgType.NLMSG_DONE), datagram(entry)], filled: 2, left: 1 },
  {
    what: "ends with NLMSG_DONE behind the last entries of a datagram",
    answers: [datagram(entry, nlmsgType.NLMSG_DONE), datagram(entry)],
    filled: 1,
    left: 1,
  },
  { what: "ends with the kernel's refusal", answers: [datagram(nlmsgType.NLMSG_ERROR), datagram(entry)], filled: 1, left: 1 },
  { what: "that pauses goes on", answers: [datagram(entry), new Uint8Array(0), datagram(nlmsgType.NLMSG_DONE)], filled: 2 },
  {
    what: "that the socket lost some of (ENOBUFS) keeps what came before and says so",
    answers: [datagram(entry), datagram(entry), "ENOBUFS", datagram(entry)],
    filled: 2,
    isOverrun: true,
    left: 1,
  },
  { what: "that never ends is left when the ring is stopped", answers: [datagram(entry), datagram(entry)], filled: 2 },
  { what: "with a message cut short is handed on", answers: [datagram(entry).subarray(0, 18), datagram(nlmsgType.NLMSG_DONE)], filled: 2 },
  { what: "with a header cut short is handed on", answers: [datagram(entry).subarray(0, 7), datagram(nlmsgType.NLMSG_DONE)], filled: 2 },
  {
    what: "with a message that claims no length does not loop",
    answers: [new Uint8Array(64), datagram(nlmsgType.NLMSG_DONE)],
    filled: 2,
  },
];

for (const { what, answers: given, filled, isOverrun = false, left = 0 } of answers) {
  test(`an answer ${what}`, () => {
    const ring = new ReceiveRing();
    const kernel = kernelOf(given, ring);
    assert.deepEqual(receiveAnswer(kernel, ring), { isOverrun });
    assert.equal(ring.filled, filled);
    assert.equal(kernel.left.length, left);
  });
}

test("any other failure of the socket is thrown", () => {
  const ring = new ReceiveRing();
  assert.throws(() => receiveAnswer(kernelOf(["EMSGSIZE"], ring), ring), { code: "EMSGSIZE" });
});
