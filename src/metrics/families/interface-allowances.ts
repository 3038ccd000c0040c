import type { AgentStatus } from "../../model/agent-status.ts";
import type { Counters, InterfaceAllowances } from "../../model/node-snapshot.ts";
import { type BoundedList, boundedList } from "../bounded-list.ts";
import type { Metric } from "../metric-family.ts";
import { partValue } from "../sample.ts";

/** The largest instances have fifteen interfaces on one card. */
export const mostInterfaces = 16;

/** The kernel allows 15 bytes, of which any may have to be written as an escape. A third of all series carry such a name. */
const longestName = 32;

/** By ethtool's name of the counter, less `_allowance_exceeded`. */
const allowanceNames = ["conntrack", "linklocal", "bw_in", "bw_out", "pps"] as const;
export type AllowanceName = (typeof allowanceNames)[number];

export const interfaceAllowances: readonly Metric[] = [
  {
    name: "ullage_interface_allowance_exceeded_total",
    type: "counter",
    unit: "packets",
    help: "Packets queued or dropped beyond what the instance type allows, since the driver was loaded.",
    labels: ["interface", "allowance"],
    maximumSeries: mostInterfaces * allowanceNames.length,
    needsPart: "interfaceAllowances",
    countedSince: "driver",
    doesNotMean: "It says nothing of nf_conntrack: no sysctl reaches these limits. Above zero it says nothing of today; its increase does.",
    samples: (status) =>
      shownInterfaces(status).kept.flatMap(({ label, item }) =>
        allowanceNames.flatMap((allowance) => {
          const value = exceeded(item.statistics, allowance);
          return value === undefined ? [] : [{ labels: [label, allowance], value }];
        }),
      ),
  },
  {
    name: "ullage_interface_allowance_available",
    type: "gauge",
    unit: "entries",
    help: "Connections that the instance may still track, as each interface tells it.",
    labels: ["interface"],
    maximumSeries: mostInterfaces,
    needsPart: "interfaceAllowances",
    doesNotMean:
      "It must not be added up over interfaces: it is the instance's. Take the minimum. A driver that does not tell it has no sample.",
    samples: (status) =>
      shownInterfaces(status).kept.flatMap(({ label, item }) => {
        const value = available(item.statistics);
        return value === undefined ? [] : [{ labels: [label], value }];
      }),
  },
  {
    name: "ullage_interface_allowance_learnt_maximum",
    type: "gauge",
    unit: "entries",
    help: "The most connections the instance was ever seen to have room for: available and tracked at one moment.",
    labels: ["interface"],
    maximumSeries: mostInterfaces,
    needsPart: "interfaceAllowances",
    doesNotMean: "Nobody publishes the true maximum; this is learnt since the agent began, and a floor.",
    samples(status) {
      const learnt = new Map(status.learntAllowances.map(({ interfaceName, maximum }) => [interfaceName, maximum]));
      return shownInterfaces(status).kept.flatMap(({ label, item }) => {
        const value = learnt.get(item.interfaceName);
        return value === undefined ? [] : [{ labels: [label], value }];
      });
    },
  },
];

/** Where there are too many, those that ever went beyond an allowance come first: a counter above zero stays so, and the choice stays the same. */
export function shownInterfaces(status: AgentStatus): BoundedList<InterfaceAllowances> {
  const cards = partValue(status, "interfaceAllowances") ?? [];
  const ranked =
    cards.length <= mostInterfaces
      ? cards
      : cards.toSorted(
          (one, another) =>
            Number(everExceeded(another)) - Number(everExceeded(one)) || (one.interfaceName < another.interfaceName ? -1 : 1),
        );
  return boundedList(ranked, ({ interfaceName }) => interfaceName, mostInterfaces, longestName);
}

function everExceeded({ statistics }: InterfaceAllowances): boolean {
  return allowanceNames.some((allowance) => (exceeded(statistics, allowance) ?? 0) > 0);
}

export function exceeded(statistics: Counters, allowance: AllowanceName): number | undefined {
  return statistics[`${allowance}_allowance_exceeded`];
}

export function available(statistics: Counters): number | undefined {
  return statistics["conntrack_allowance_available"];
}
