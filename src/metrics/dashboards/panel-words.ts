import { usage } from "../../checks/usage.ts";
import { nodeNames, thresholdOf } from "../rules/promql.ts";
import type { Panel } from "./dashboard.ts";

/** What panels of several pages have in common. */

export const useThresholds: NonNullable<Panel["thresholds"]> = [
  { from: thresholdOf(usage, "noticeRatio"), colour: "yellow" },
  { from: thresholdOf(usage, "warningRatio"), colour: "orange" },
  { from: thresholdOf(usage, "issueRatio"), colour: "red" },
];

/** Any at all is worth a look. */
export const anyThreshold: NonNullable<Panel["thresholds"]> = [{ from: 1, colour: "red" }];

export const severityNames: NonNullable<Panel["names"]> = {
  0: { text: "ok", colour: "green" },
  1: { text: "notice", colour: "blue" },
  2: { text: "warning", colour: "orange" },
  3: { text: "critical", colour: "red" },
};

export const checkLevelNames: NonNullable<Panel["names"]> = { ...severityNames, 3: { text: "issue", colour: "red" } };

/** The series with the names of their nodes, which only ullage_build_info has. */
export function byNode(expression: string): string {
  return `${expression} * on (job, instance) group_left (node) ${nodeNames}`;
}
