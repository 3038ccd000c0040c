import { formatAddress } from "../../model/ip-address.ts";
import { ownerText } from "../../model/owner.ts";
import { type Endpoint, isSingleAddress } from "../parse-endpoint.ts";
import type { FoundEntry, NamedEnd } from "./describe-found.ts";
import type { EndAddress, FlowEnd } from "./flow-end.ts";

/** Who an address that was asked about is, by the entries that have it. */
export interface FindAnswer {
  /** As it was asked: with the port only where one was given. */
  readonly asked: EndAddress;
  /** What it is in these entries. As `seenAs` it stands for the client. */
  readonly role: FlowEnd;
  readonly who: NamedEnd;
  readonly entries: number;
  /** Who answers where the address is only asked for, as a service's is; most entries first. */
  readonly answeredBy: readonly { readonly end: NamedEnd; readonly entries: number }[];
}

/** Of single addresses only: a network or a name asks for a list. Most entries first, and nothing that says no more than was asked. */
export function findAnswers(endpoints: readonly Endpoint[], entries: readonly FoundEntry[]): readonly FindAnswer[] {
  const answers = endpoints.flatMap((endpoint, wanted) => {
    if (!isSingleAddress(endpoint)) return [];
    const asked = { address: formatAddress(...endpoint.network.words), ...(endpoint.port === undefined ? {} : { port: endpoint.port }) };
    const groups = Map.groupBy(entries, (entry) => groupKey(entry, roleOf(entry, wanted), asked));
    return [...groups.values()].map((group) => answerOf(asked, roleOf(group[0]!, wanted), group)).toSorted(byEntries);
  });
  return answers.filter(isTelling);
}

/** An end that is in both tuples is named by the one that says most. */
function roleOf({ at }: FoundEntry, wanted: number): FlowEnd {
  const ends = at[wanted] ?? [];
  return rolesByMeaning.find((role) => ends.includes(role)) ?? "client";
}

const rolesByMeaning = ["client", "seenAs", "endpoint", "destination"] as const;

function whoIs({ ends }: FoundEntry, role: FlowEnd): NamedEnd {
  return ends[role === "seenAs" ? "client" : role];
}

function groupKey(entry: FoundEntry, role: FlowEnd, { port }: EndAddress): string {
  const who = whoIs(entry, role);
  const name = who.owner === undefined ? "" : `${who.owner.kind} ${ownerText(who.owner)}`;
  return [role, name, who.address, ...(port === undefined ? [] : [who.port])].join(" ");
}

function answerOf(asked: EndAddress, role: FlowEnd, group: readonly FoundEntry[]): FindAnswer {
  const who = whoIs(group[0]!, role);
  const { port: _, ...withoutPort } = who;
  return {
    asked,
    role,
    who: asked.port === undefined ? withoutPort : who,
    entries: group.length,
    answeredBy: role === "destination" ? answering(group) : [],
  };
}

function answering(group: readonly FoundEntry[]): FindAnswer["answeredBy"] {
  const translated = group.filter(({ isDestinationTranslated }) => isDestinationTranslated);
  const byEnd = Map.groupBy(translated, ({ ends: { endpoint } }) => `${endpoint.address} ${endpoint.port}`);
  return [...byEnd.values()].map((entries) => ({ end: entries[0]!.ends.endpoint, entries: entries.length })).toSorted(byEntries);
}

function byEntries(left: { readonly entries: number }, right: { readonly entries: number }): number {
  return right.entries - left.entries;
}

function isTelling({ who, role, answeredBy }: FindAnswer): boolean {
  return role === "seenAs" || who.owner !== undefined || answeredBy.length > 0;
}
