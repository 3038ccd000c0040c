import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import type { Flow } from "../../model/flow.ts";
import type { FoundFlow } from "../find-flows.ts";
import { type EntryAge, entryAge } from "./entry-age.ts";
import { type EndAddress, endOf, type FlowEnd, isSameEnd } from "./flow-end.ts";
import type { EndOwner, OwnerHistory, SeenAt } from "./owner-history.ts";

export interface NamedEnd extends EndAddress, EndOwner {}

/** An entry translated both ways, with names. */
export interface FoundEntry extends FoundFlow {
  readonly ends: Readonly<Record<FlowEnd, NamedEnd>>;
  readonly isSourceTranslated: boolean;
  readonly isDestinationTranslated: boolean;
  readonly age?: EntryAge;
}

export interface ReadingTime {
  readonly takenAtMs: number;
  readonly timeouts: ConntrackTimeouts;
}

export function describeFound(found: FoundFlow, history: OwnerHistory, reading: ReadingTime): FoundEntry {
  const { flow } = found;
  const age = entryAge(flow, reading.timeouts);
  const named = (end: FlowEnd): NamedEnd => ({ ...endOf(flow, end), ...history.ownerOf(flow, end, seenAt(flow, reading)) });
  const ends = { client: named("client"), destination: named("destination"), endpoint: named("endpoint"), seenAs: named("seenAs") };
  return {
    ...found,
    ends,
    isSourceTranslated: !isSameEnd(ends.client, ends.seenAs),
    isDestinationTranslated: !isSameEnd(ends.destination, ends.endpoint),
    ...(age === undefined ? {} : { age }),
  };
}

/** When the entry's own countdown says that it was alive. */
export function seenAt(flow: Flow, { takenAtMs, timeouts }: ReadingTime): SeenAt {
  const age = entryAge(flow, timeouts);
  return age === undefined ? { atMs: takenAtMs, isKnown: false } : { atMs: takenAtMs - age.seconds * 1000, isKnown: true };
}
