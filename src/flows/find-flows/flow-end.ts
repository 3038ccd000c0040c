import type { Flow } from "../../model/flow.ts";

/**
 * The four ends of an entry, in the order of a batch's columns: the source of the original tuple, its destination, the source of the reply, its destination.
 * Without translation the first is the last, and the second the third.
 */
export const flowEnds = ["client", "destination", "endpoint", "seenAs"] as const;
export type FlowEnd = (typeof flowEnds)[number];

export interface EndAddress {
  readonly address: string;
  /** Missing where the protocol has no ports. */
  readonly port?: number;
}

export function endOf({ original, reply }: Flow, end: FlowEnd): EndAddress {
  const isOriginal = end === "client" || end === "destination";
  const { source, destination, layer4 } = isOriginal ? original : reply;
  const isSource = end === "client" || end === "endpoint";
  const address = isSource ? source : destination;
  return layer4.kind === "ports" ? { address, port: isSource ? layer4.sourcePort : layer4.destinationPort } : { address };
}

export function isSameEnd(left: EndAddress, right: EndAddress): boolean {
  return left.address === right.address && left.port === right.port;
}
