import assert from "node:assert/strict";
import { test } from "node:test";
import { flowStatusBit } from "../../model/flow-status.ts";
import { type CodecCase, fromBytes, runCodecGauntlet, toBytes, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import { decodeNetlinkHeader } from "../netlink/header.ts";
import { flowBetween, flowCases, ports } from "./flow.case.ts";
import { type ConntrackRequest, decodeConntrackRequest, encodeConntrackRequest } from "./request.ts";

const cases: readonly CodecCase<ConntrackRequest>[] = [
  {
    name: "a dump of both families",
    bytes: toBytes("14000000 0101 0103 07000000 00000000 00000000"),
    value: { kind: "dump", filter: { family: 0 } },
  },
  {
    name: "a dump of IPv6 by mark, zone and status",
    bytes: toBytes(
      "3c000000 0101 0103 07000000 00000000 0a000000" +
        "08000800 deadbeef 08001500 ffff0000 06001200 00050000 08000300 00000000 08001a00 00000004",
    ),
    value: {
      kind: "dump",
      filter: { family: 6, mark: { value: 0xdeadbeef, mask: 0xffff0000 }, zone: 5, status: { value: 0, mask: flowStatusBit.assured } },
    },
  },
  {
    name: "the question for one entry",
    bytes: toBytes(
      "50000000 0101 0500 07000000 00000000 02000000" +
        "34000180 14000180 08000100 0a090001 08000200 0a090002 1c000280 05000100 11000000 06000200 00070000 06000300 00080000" +
        "06001200 00050000",
    ),
    value: {
      kind: "get",
      key: { family: 4, protocol: 17, original: { source: "10.9.0.1", destination: "10.9.0.2", layer4: ports(7, 8) }, zone: 5 },
    },
  },
  {
    name: "the question for the counters of each CPU",
    bytes: toBytes("14000000 0401 0103 07000000 00000000 00000000"),
    value: { kind: "cpu-stats" },
  },
  {
    name: "the question for the size of the table",
    bytes: toBytes("14000000 0501 0500 07000000 00000000 00000000"),
    value: { kind: "global-stats" },
  },
];

for (const order of ["little", "big"] as const) {
  const made = flowCases
    .map(([, flow]) => flow)
    .filter((flow) => flow.timeoutSeconds !== undefined && (flow.status & flowStatusBit.expected) === 0)
    .map((flow, index): CodecCase<ConntrackRequest> => {
      const value = { kind: "create", flow } as const;
      return { name: `the creation of flow ${index}`, bytes: encodeConntrackRequest(value, 7, order), value };
    });
  runCodecGauntlet<ConntrackRequest>(
    {
      name: `ctnetlink request, ${order}-endian host`,
      decode: (bytes, start, end) => decodeConntrackRequest(bytes, start, end, order),
      encode: (request) => encodeConntrackRequest(request, 7, order),
    },
    order === "little" ? [...cases, ...made] : made,
  );
}

test("a creation asks for a fresh entry and an acknowledgement", () => {
  const request = encodeConntrackRequest({ kind: "create", flow: flowBetween(4, 17, ports(1, 2), ports(2, 1)) }, 7);
  // NLM_F_REQUEST, ACK, EXCL, CREATE
  assert.equal(decodeNetlinkHeader(request).flags, 0x605);
});

test("the kernel sets EXPECTED itself and wants CONFIRMED: a creation says so whatever the flow says", () => {
  const flow = flowBetween(4, 17, ports(1, 2), ports(2, 1), { status: flowStatusBit.expected | flowStatusBit.seenReply });
  const request = decodeConntrackRequest(encodeConntrackRequest({ kind: "create", flow }, 7));
  assert.equal(request.kind === "create" && request.flow.status, flowStatusBit.confirmed | flowStatusBit.seenReply);
});

test("an entry without a timeout cannot be made", () => {
  const { timeoutSeconds: _, ...flow } = flowBetween(4, 17, ports(1, 2), ports(2, 1));
  assert.throws(() => encodeConntrackRequest({ kind: "create", flow }, 7), wireErrorWith("missing-attribute"));
});

test("a filter without its mask means what the kernel takes it for", () => {
  const bytes = toBytes("24000000 0101 0103 07000000 00000000 00000000 08000800 00000001 08000300 00000004");
  assert.deepEqual(decodeConntrackRequest(bytes), {
    kind: "dump",
    filter: { family: 0, mark: { value: 1, mask: 0xffffffff }, status: { value: 4, mask: 4 } },
  });
});

test("no request resets counters, deletes or changes an entry, and none is taken for ours", () => {
  for (const [name, type, flags] of [
    ["IPCTNL_MSG_CT_GET_CTRZERO", "0301", "0103"],
    ["IPCTNL_MSG_CT_DELETE", "0201", "0500"],
    ["IPCTNL_MSG_CT_NEW of an existing entry", "0001", "0500"],
    ["a message to another subsystem", "010a", "0103"],
  ] as const)
    assert.throws(
      () => decodeConntrackRequest(toBytes(`14000000 ${type} ${flags} 07000000 00000000 02000000`)),
      wireErrorWith("unexpected-type"),
      name,
    );
  const types = [...cases.map(({ value }) => value), { kind: "create", flow: flowBetween(4, 17, ports(1, 2), ports(2, 1)) } as const].map(
    (request) => fromBytes(encodeConntrackRequest(request, 7).subarray(4, 6)),
  );
  assert.deepEqual(new Set(types), new Set(["0101", "0401", "0501", "0001"]));
});
