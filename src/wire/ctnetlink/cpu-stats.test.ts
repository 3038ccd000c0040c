import assert from "node:assert/strict";
import { test } from "node:test";
import { runCodecGauntlet, toBytes, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import { inMessage } from "../netlink/message-codec.case.ts";
import { captured } from "./captured-messages.case.ts";
import { type CpuStats, decodeCpuStats, encodeCpuStats } from "./cpu-stats.ts";

const header = { type: 0x104, flags: 2, sequence: 0x88, portId: 0x8f0617bb };

runCodecGauntlet(inMessage<CpuStats>("CPU statistics", decodeCpuStats, encodeCpuStats), [
  {
    name: "the row of CPU 1 from Linux 6.18",
    bytes: captured.cpuStats,
    value: {
      header,
      payload: {
        cpu: 1,
        counters: {
          found: 0,
          invalid: 0,
          insert: 48,
          insertFailed: 0,
          drop: 0,
          earlyDrop: 0,
          icmpError: 0,
          searchRestart: 0,
          clashResolve: 0,
          chainTooLong: 0,
        },
        unknownAttributes: 0,
      },
    },
  },
  {
    name: "a row with the counters that later kernels dropped",
    bytes: toBytes(
      "44000000 0401 0200 88000000 bb17068f 00000102 08000100 00000001 08000300 00000002 08000500 00000003 08000600 00000004 08000700 00000005 08000c00 ffffffff",
    ),
    value: {
      header,
      payload: {
        cpu: 258,
        counters: { searched: 1, new: 2, ignore: 3, delete: 4, deleteList: 5, icmpError: 4_294_967_295 },
        unknownAttributes: 0,
      },
    },
  },
]);

test("a counter without a name is skipped and counted", () => {
  assert.deepEqual(decodeCpuStats(toBytes("00000000 08006300 00000001")), { cpu: 0, counters: {}, unknownAttributes: 1 });
});

test("a counter that the kernel does not have cannot be encoded", () => {
  assert.throws(() => encodeCpuStats({ cpu: 0, counters: { lost: 1 }, unknownAttributes: 0 }), wireErrorWith("bad-value"));
});
