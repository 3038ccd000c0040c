import { increaseOverRows } from "../analysis/counter-increase.ts";
import type { Softnet } from "../model/node-snapshot.ts";
import { defineCheck } from "./check.ts";
import { draftIncrease } from "./increase-draft.ts";

export const softnetDrops = defineCheck({
  id: "softnet-drops",
  title: "Softnet backlog drops",
  says: "How many packets the CPUs' receive backlogs dropped within the window: the second column of softnet_stat.",
  why: "Packets are lost before connection tracking ever sees them; time-outs look the same as with a full table.",
  doesNotMean:
    "It does not mean that the network card drops, nor that the table is full: a CPU did not keep up with its interrupts or its backlog is too short.",
  nextCommand: "cat /proc/net/softnet_stat",
  needs: ["softnet"],
  cost: "cheap",
  judges: "increase",
  levels: { warning: "The counter rose by warningIncrease or more." },
  thresholds: {
    warningIncrease: { default: 1, unit: "count", source: "each is a lost packet; a CPU that keeps up has 0" },
  },
  evaluate({ now, earlier, windowSeconds }, { warningIncrease }) {
    const counted = increaseOverRows(dropped(now.softnet.value), earlier === undefined ? undefined : dropped(earlier.softnet.value));
    return [
      draftIncrease("Softnet backlog drops", counted, windowSeconds, ({ increase, said }) => ({
        level: increase >= warningIncrease ? "warning" : "ok",
        text: `Softnet backlog drops: ${said}`,
      })),
    ];
  },
});

function dropped(softnet: Softnet) {
  return softnet.perCpu.map((row) => ({ cpu: row.cpu, value: row.dropped }));
}
