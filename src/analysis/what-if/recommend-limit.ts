import { countText } from "../../model/count-text.ts";
import type { TableUsage } from "../../model/node-snapshot.ts";
import type { EntriesByTimeout } from "../../model/table-traffic.ts";
import type { Occupancy } from "../occupancy/occupancy.ts";
import { affordableLimit, fullTableBytes, largestLimit, largestMemoryShare, roomAbovePeak, roundedLimit } from "../table-limit.ts";

export interface LimitBasis {
  readonly usage: TableUsage;
  /** The most entries seen. */
  readonly peak: number;
  readonly byTimeout: EntriesByTimeout;
  readonly occupancy: readonly Occupancy[];
  readonly objectBytes: number;
  readonly memoryTotalBytes?: number;
}

export interface LimitAdvice {
  /** The limit to have: today's where that is enough, and never less. */
  readonly limit: number;
  readonly isEnough: boolean;
  /** What is needed without the room to spare: connections, TIME_WAIT and UDP. */
  readonly needed: { readonly connections: number; readonly timeWait: number; readonly udp: number };
  /** With 30 % to spare, before rounding. */
  readonly wanted: number;
  readonly isBoundedByMemory: boolean;
  /** Of the node's memory, when the table is full; missing where the memory is not known. */
  readonly memoryShare?: number;
  readonly because: string;
}

/**
 * Peak connections, TIME_WAIT and UDP with 30 % to spare, as a limit that is recognised again. TIME_WAIT and UDP are taken as what their rate will make of them
 * where that is more than what is there: a table that fills shows too few of both. Undefined where there is no limit.
 */
export function recommendLimit({ usage, peak, byTimeout, occupancy, objectBytes, memoryTotalBytes }: LimitBasis): LimitAdvice | undefined {
  if (usage.max <= 0) return undefined;
  const settled = (timeout: "tcpTimeWait" | "udp" | "udpStream") => {
    const counted = byTimeout[timeout] ?? 0;
    return Math.max(counted, occupancy.find((one) => one.timeout === timeout)?.predicted?.estimate ?? 0);
  };
  const udpCounted = (byTimeout.udp ?? 0) + (byTimeout.udpStream ?? 0);
  const needed = {
    connections: Math.max(0, peak - (byTimeout.tcpTimeWait ?? 0) - udpCounted),
    timeWait: Math.round(settled("tcpTimeWait")),
    udp: Math.round(settled("udp") + settled("udpStream")),
  };
  const wanted = Math.ceil((needed.connections + needed.timeWait + needed.udp) * roomAbovePeak);
  const sum = `${countText(needed.connections)} connections at the peak, ${countText(needed.timeWait)} in TIME_WAIT and ${countText(needed.udp)} of UDP, with 30 % to spare, make ${countText(wanted)}`;
  const cost = { objectBytes, buckets: usage.buckets };
  const shareOf = (limit: number) =>
    memoryTotalBytes === undefined ? {} : { memoryShare: fullTableBytes(limit, cost) / memoryTotalBytes };
  // A full table hides how many wanted in.
  const isFull = peak >= usage.max;
  if (wanted <= usage.max && !isFull) {
    const because = `${sum}: today's limit of ${countText(usage.max)} is enough.`;
    return { limit: usage.max, isEnough: true, needed, wanted, isBoundedByMemory: false, ...shareOf(usage.max), because };
  }
  const rounded = roundedLimit(Math.max(wanted, isFull ? 2 * usage.max : 0));
  const affordable = memoryTotalBytes === undefined ? largestLimit : affordableLimit(memoryTotalBytes, cost);
  const limit = Math.max(usage.max, Math.min(rounded, affordable, largestLimit));
  const hidden = isFull ? "; and the table is full, which hides how many more wanted in" : "";
  const bound = limit < rounded ? `; more than ${countText(limit)} would take over ${largestMemoryShare * 100} % of the memory` : "";
  return {
    ...{ limit, isEnough: false, needed, wanted, isBoundedByMemory: limit < rounded },
    ...shareOf(limit),
    because: `${sum}, where the limit is ${countText(usage.max)}${hidden}${bound}.`,
  };
}
