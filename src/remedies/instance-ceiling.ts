import { countText } from "../model/count-text.ts";
import type { Situation } from "./remedy.ts";
import { partOf } from "./situation-readings.ts";

/**
 * What a plan for the kernel's table says where the instance's own allowance is hit as well. The allowance is of the instance and reported on each
 * interface, some of which are hours behind (amzn-drivers issue 291): the least is taken, and they are never summed.
 */
export function instanceCeiling(situation: Situation): string {
  if (situation.verdict.limit !== "kernel-and-instance") return "";
  const available = (partOf(situation, "interfaceAllowances") ?? []).flatMap(
    ({ statistics }) => statistics["conntrack_allowance_available"] ?? [],
  );
  const left = available.length === 0 ? "" : `, which has ${countText(Math.min(...available))} left,`;
  return ` The instance's own allowance${left} is the ceiling: beyond it more room in the kernel admits no further connection.`;
}
