import assert from "node:assert/strict";
import { test } from "node:test";
import type { ByteOrder } from "../bytes/byte-reader.ts";
import { type Codec, runCodecGauntlet, toBytes, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import { decodeKernelVerdict, encodeKernelVerdict, type KernelVerdict } from "./kernel-error.ts";
import { decodeNetlinkMessage } from "./message.ts";

interface Addressed {
  readonly to: { readonly sequence: number; readonly portId: number };
  readonly verdict: KernelVerdict;
}

function codecFor(order: ByteOrder): Codec<Addressed> {
  return {
    name: `kernel verdict, ${order}-endian host`,
    decode(bytes, start, end) {
      const { sequence, portId } = decodeNetlinkMessage(bytes, start, end, order).header;
      return { to: { sequence, portId }, verdict: decodeKernelVerdict(bytes, start, end, order) };
    },
    encode: ({ to, verdict }) => encodeKernelVerdict(verdict, to, order),
  };
}

const none = { unknownAttributes: 0 };

runCodecGauntlet(codecFor("little"), [
  {
    // Linux 6.18, IPCTNL_MSG_CT_GET answered with NLM_F_ACK.
    name: "an acknowledgement (errno 0) without the request",
    bytes: toBytes("24000000 0200 0001 89000000 bb17068f 00000000 14000000 0501 0500 89000000 00000000"),
    value: {
      to: { sequence: 0x89, portId: 0x8f0617bb },
      verdict: {
        kind: "error",
        errno: 0,
        name: "acknowledged",
        request: { length: 20, type: 0x105, flags: 5, sequence: 0x89, portId: 0 },
        ...none,
      },
    },
  },
  {
    // Linux 6.18, NETLINK_EXT_ACK set: a dump request whose CTA_STATUS has two bytes. NLMSGERR_ATTR_POLICY at its end is not kept.
    name: "an error with the request sent back and an extended acknowledgement",
    bytes: toBytes(
      "840000000200000267120000bb17068fdeffffff1c00000001010103671200000000000002000000060003000003000027000100417474726962757465206661" +
        "696c656420706f6c6963792076616c69646174696f6e00000800020014000000240004800c00040000000000000000000c000500ffffffff0000000008000100" +
        "04000000",
    ),
    value: {
      to: { sequence: 4711, portId: 0x8f0617bb },
      verdict: {
        kind: "error",
        errno: 34,
        name: "ERANGE",
        request: { length: 28, type: 0x101, flags: 0x301, sequence: 4711, portId: 0 },
        requestPayload: toBytes("02000000 0600 0300 0003 0000"),
        message: "Attribute failed policy validation",
        attributeOffset: 20,
        ...none,
      },
    },
    isCanonical: false,
  },
  {
    name: "a capped error that names a missing attribute and carries a cookie",
    bytes: toBytes(
      "3c000000 0200 0003 01000000 00000000 eaffffff 20000000 0001 0500 01000000 00000000 0600 0300 abcd 0000 0800 0500 01000000 0800 0600 14000000",
    ),
    value: {
      to: { sequence: 1, portId: 0 },
      verdict: {
        kind: "error",
        errno: 22,
        name: "EINVAL",
        request: { length: 32, type: 0x100, flags: 5, sequence: 1, portId: 0 },
        cookie: toBytes("abcd"),
        missingType: 1,
        missingNest: 20,
        ...none,
      },
    },
  },
  {
    name: "an error that sends an odd-sized request back",
    bytes: toBytes("29000000 0200 0000 01000000 00000000 ffffffff 15000000 0101 0500 01000000 00000000 0200000001"),
    value: {
      to: { sequence: 1, portId: 0 },
      verdict: {
        kind: "error",
        errno: 1,
        name: "EPERM",
        request: { length: 21, type: 0x101, flags: 5, sequence: 1, portId: 0 },
        requestPayload: toBytes("0200000001"),
        ...none,
      },
    },
  },
  {
    // Linux 6.18, end of `conntrack -L`.
    name: "the end of a dump",
    bytes: toBytes("14000000030002007d000000bb17068f00000000"),
    value: { to: { sequence: 0x7d, portId: 0x8f0617bb }, verdict: { kind: "done", errno: 0, name: "acknowledged", ...none } },
  },
  {
    name: "the end of a dump that failed on its way",
    bytes: toBytes("14000000030002007d00000000000000fcffffff"),
    value: { to: { sequence: 0x7d, portId: 0 }, verdict: { kind: "done", errno: 4, name: "EINTR", ...none } },
  },
  {
    name: "the failed end of a dump, with the reason in words",
    bytes: toBytes("20000000030002027d00000000000000a1ffffff 0a000100 626164206600 0000"),
    value: { to: { sequence: 0x7d, portId: 0 }, verdict: { kind: "done", errno: 95, name: "EOPNOTSUPP", message: "bad f", ...none } },
  },
]);

runCodecGauntlet(codecFor("big"), [
  {
    name: "a capped EPERM",
    bytes: toBytes("00000024 0002 0100 00000001 00000000 ffffffff 00000014 0101 0005 00000001 00000000"),
    value: {
      to: { sequence: 1, portId: 0 },
      verdict: {
        kind: "error",
        errno: 1,
        name: "EPERM",
        request: { length: 20, type: 0x101, flags: 5, sequence: 1, portId: 0 },
        ...none,
      },
    },
  },
]);

test("the end of a dump without a payload is no error", () => {
  assert.equal(decodeKernelVerdict(toBytes("10000000030002007d00000000000000")).errno, 0);
});

test("attributes that are not known are counted", () => {
  const verdict = decodeKernelVerdict(toBytes("1c000000030002027d0000000000000000000000 08006300 00000000"));
  assert.equal(verdict.unknownAttributes, 1);
});

test("a message that is no verdict is refused", () => {
  assert.throws(() => decodeKernelVerdict(toBytes("14000000000102007d0000000000000000000000")), wireErrorWith("unexpected-type"));
});

test("a request that claims to be shorter than its header is refused", () => {
  const bytes = toBytes("24000000 0200 0000 01000000 00000000 ffffffff 00000000 0101 0500 01000000 00000000");
  assert.throws(() => decodeKernelVerdict(bytes), wireErrorWith("bad-length"));
});

test("an acknowledgement that does not say it is capped has no request behind its header", () => {
  const verdict = decodeKernelVerdict(toBytes("24000000 0200 0000 01000000 00000000 00000000 40000000 0001 0506 01000000 00000000"));
  assert.deepEqual([verdict.errno, verdict.kind === "error" && verdict.request.length], [0, 64]);
});
