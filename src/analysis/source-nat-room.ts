import type { PortRanges } from "../model/node-snapshot.ts";
import { sourceNatDefault } from "../model/source-nat-default.ts";
import type { SourceNatPortUse } from "../model/table-composition.ts";

/** How many ports there are for connections of one address to one destination, and how many are left. */
export interface SourceNatRoom {
  readonly used: number;
  readonly ports: number;
  readonly free: number;
  /** 0 to 1. */
  readonly share: number;
  readonly range: PortRanges["sourceNatDefault"];
  /** The range is what the table shows: a rule seems to name it. */
  readonly isNarrowed: boolean;
}

/**
 * Rules are not read, so that a range that one names is known only where it shows: nearly all ports between the lowest and the highest are taken, and
 * connections that had to change their port found none outside of them. nf_nat_l4proto_unique_tuple() begins its search at a random port of the whole
 * range (since Linux 5.0; kernels before took one after another, which looks like a range), so that eight of them all fall into a part of it by
 * chance only where that part is most of it.
 */
export function sourceNatRoom(
  { used, lowestPort, highestPort, remapped }: SourceNatPortUse,
  ranges: PortRanges | undefined,
): SourceNatRoom {
  const whole = ranges?.sourceNatDefault ?? sourceNatDefault;
  const seen = { from: lowestPort, to: highestPort };
  const isNarrowed = remapped >= remappedToTell && used >= portsOf(seen) * denseShare && portsOf(seen) <= portsOf(whole) * narrowShare;
  const range = isNarrowed ? seen : whole;
  // Duplicates of a walk and zones may count a port twice.
  const ports = Math.max(portsOf(range), 1);
  return { used, ports, free: Math.max(0, ports - used), share: Math.min(1, used / ports), range, isNarrowed };
}

const remappedToTell = 8;
const denseShare = 0.9;
/** Half of the range: eight ports at random all lie within it once in 256 times. */
const narrowShare = 0.5;

function portsOf({ from, to }: { readonly from: number; readonly to: number }): number {
  return to - from + 1;
}
