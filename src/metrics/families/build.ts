import { labelText } from "../label-text.ts";
import type { Metric } from "../metric-family.ts";

export const build: readonly Metric[] = [
  {
    name: "ullage_build_info",
    type: "info",
    help: "The agent's version and the name of the node it speaks of.",
    labels: ["version", "node"],
    maximumSeries: 1,
    doesNotMean: "It does not mean that anything could be read: the parts and works say that.",
    samples: ({ version, node }) => [{ labels: [labelText(version), labelText(node)], value: 1 }],
  },
];
