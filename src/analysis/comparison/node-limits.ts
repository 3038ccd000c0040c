import type { Difference } from "../../model/difference.ts";
import { weightOfFactor } from "./comparison-thresholds.ts";
import { moreAt, settingDifference, shareDifference, sizeDifference } from "./figure-differences.ts";
import { definePartComparison } from "./part-comparison.ts";

export const portRanges = definePartComparison({
  part: "portRanges",
  title: "port ranges",
  compare({ now: before }, { now: after }) {
    const ports = ({ ephemeral, reservedPorts }: typeof before) => ephemeral.to - ephemeral.from + 1 - reservedPorts;
    return {
      differences: sizeDifference(
        { topic: "ephemeral-ports", area: "limits", what: "ports for outgoing connections (ip_local_port_range)", unit: "count" },
        ports(before),
        ports(after),
      ),
    };
  },
});

export const neighbourTable = definePartComparison({
  part: "neighbourTable",
  title: "neighbour table",
  compare({ now: before }, { now: after }) {
    return {
      differences: before.flatMap((left) => {
        const right = after.find(({ family }) => family === left.family);
        if (right === undefined) return [];
        const subject = `ipv${left.family}`;
        return [
          ...sizeDifference(
            {
              topic: "neighbour-limit",
              area: "limits",
              what: `limit of the neighbour table, ${subject} (gc_thresh3)`,
              subject,
              unit: "count",
            },
            left.gcThresh3,
            right.gcThresh3,
          ),
          ...shareDifference(
            { topic: "neighbour-use", area: "use", what: `use of the neighbour table, ${subject}`, subject },
            { entries: left.entries, of: left.gcThresh3 },
            { entries: right.entries, of: right.gcThresh3 },
          ),
        ];
      }),
    };
  },
});

export const bpfMaps = definePartComparison({
  part: "bpfMaps",
  title: "BPF maps of Cilium",
  compare({ now: before }, { now: after }) {
    return {
      differences: before.maps.flatMap((left) => {
        const right = after.maps.find(({ name }) => name === left.name);
        const about = { subject: left.name } as const;
        return [
          ...sizeDifference(
            { topic: "bpf-map-capacity", area: "limits", what: `capacity of BPF map ${left.name}`, ...about, unit: "entries" },
            left.capacity,
            right?.capacity,
          ),
          // A share without a count: held against a whole of 1,000.
          ...(left.pressure === undefined || right?.pressure === undefined
            ? []
            : shareDifference(
                { topic: "bpf-map-use", area: "use", what: `use of BPF map ${left.name}`, ...about },
                { entries: left.pressure * 1000, of: 1000 },
                { entries: right.pressure * 1000, of: 1000 },
              ).map(({ entriesBefore: _, entriesAfter: __, ...difference }) => difference)),
        ];
      }),
    };
  },
});

export const dataPlane = definePartComparison({
  part: "dataPlane",
  title: "data plane",
  compare({ now: before }, { now: after }) {
    if (before.kind === "unknown" || after.kind === "unknown") return { differences: [] };
    return {
      differences: settingDifference(
        {
          ...{ topic: "data-plane", area: "configuration", what: "data plane", unit: "text" },
          meaning: "each keeps its connections in tables of its own",
        },
        before.kind,
        after.kind,
        () => "large",
      ),
    };
  },
});

/** What the card has left moves with every connection: only a large move says something. */
export function allowanceLeft(interfaceName: string, before: number | undefined, after: number | undefined): readonly Difference[] {
  if (before === undefined || after === undefined) return [];
  const weight = weightOfFactor(before, after);
  return weight === undefined
    ? []
    : [
        {
          ...{ topic: "instance-allowance-left", area: "limits", subject: interfaceName, unit: "entries" },
          what: `entries that the instance has left (${interfaceName})`,
          before,
          after,
          weight,
          ...moreAt(before, after),
        },
      ];
}
