import type { FoundEntry, NamedEnd } from "../flows/find-flows/describe-found.ts";
import type { FindAnswer } from "../flows/find-flows/find-answers.ts";
import type { AskedEnd, FindOutcome } from "../flows/find-flows/find-outcome.ts";
import type { FlowEnd } from "../flows/find-flows/flow-end.ts";
import { protocolName } from "../model/ip-protocol.ts";
import { isoTime } from "../model/iso-time.ts";
import type { Owner } from "../model/owner.ts";
import type { TableComposition } from "../model/table-composition.ts";
import { absenceSentences } from "./find-report.ts";
import { answerText, endText, flagWords } from "./find-words.ts";
import { harmlessText } from "./harmless-text.ts";

/** The answer as data; `src/contract/find-result.ts` is its schema. */
export interface FindResult {
  readonly schemaVersion: 1;
  readonly source: string;
  readonly takenAt: string;
  readonly asked: readonly {
    /** As it was given. */
    readonly text: string;
    /** What a name stands for. */
    readonly meant?: readonly { readonly name: string; readonly addresses: number }[];
    /** Who had the address when, by the names alone. */
    readonly holders?: readonly { readonly owner: Owner; readonly since?: string; readonly until?: string }[];
  }[];
  /** Null when every protocol was looked at. */
  readonly protocol: string | null;
  /** Entries looked at. */
  readonly walked: number;
  readonly found: number;
  /** Null when the whole table was read. */
  readonly capped: NonNullable<TableComposition["capped"]> | null;
  /** Who told the names. */
  readonly namesFrom: readonly string[];
  /** Who the addresses that were asked about are. */
  readonly answers: readonly FindResultAnswer[];
  /** At most as many as the limit. */
  readonly entries: readonly FindResultEntry[];
  /** Null when something was found; else what is known all the same. */
  readonly notFound: readonly string[] | null;
  readonly remarks: readonly string[];
}

export interface FindResultEnd {
  readonly address: string;
  readonly port?: number;
  readonly owner?: Owner;
  /** Who else it may have been, where nobody knows when the address went from one to the other. */
  readonly orElse?: readonly Owner[];
}

export interface FindResultAnswer {
  readonly asked: string;
  /** As `seenAs` it stands for the client. */
  readonly as: FlowEnd;
  readonly who: FindResultEnd;
  readonly entries: number;
  /** The same for a person. */
  readonly says: string;
}

export interface FindResultEntry {
  readonly family: 4 | 6;
  readonly protocol: string;
  /** Null where the protocol has none. */
  readonly state: string | null;
  readonly flags: readonly string[];
  readonly zone: number;
  /** Null where the entry does not count down. */
  readonly timeoutSeconds: number | null;
  /** Null where the countdown does not tell. */
  readonly age: { readonly since: "last-packet" | "close" | "first-packet"; readonly seconds: number } | null;
  readonly translation: "none" | "source" | "destination" | "both";
  readonly client: FindResultEnd;
  readonly destination: FindResultEnd;
  readonly endpoint: FindResultEnd;
  readonly seenAs: FindResultEnd;
  /** For each end that was asked for, where it is. */
  readonly at: readonly (readonly FlowEnd[])[];
}

export function findResult(outcome: FindOutcome): FindResult {
  const { asked, protocol, source, takenAtMs, walked, found, entries, answers, capped, namesFrom, remarks } = outcome;
  return {
    schemaVersion: 1,
    source: harmlessText(source),
    takenAt: isoTime(takenAtMs),
    asked: asked.map(askedResult),
    protocol: protocol === undefined ? null : protocolName(protocol),
    ...{ walked, found, capped: capped ?? null },
    namesFrom: namesFrom.map(harmlessText),
    answers: answers.map(answerResult),
    entries: entries.map(entryResult),
    notFound: found === 0 ? absenceSentences(outcome).map(harmlessText) : null,
    remarks: remarks.map(harmlessText),
  };
}

function askedResult({ endpoint, meant, holder }: AskedEnd): FindResult["asked"][number] {
  const holders = holder?.claims.map(({ owner, sinceMs, untilMs }) => ({
    owner: harmlessOwner(owner),
    ...(sinceMs === undefined ? {} : { since: isoTime(sinceMs) }),
    ...(untilMs === undefined ? {} : { until: isoTime(untilMs) }),
  }));
  const node = holder?.node === undefined ? [] : [{ owner: harmlessOwner({ kind: "node", name: holder.node.name }) }];
  const service = holder?.service === undefined ? [] : [{ owner: harmlessOwner(holder.service) }];
  return {
    text: harmlessText(endpoint.text),
    ...(meant === undefined ? {} : { meant: meant.map(({ name, addresses }) => ({ name: harmlessText(name), addresses })) }),
    ...(holders === undefined ? {} : { holders: [...holders, ...node, ...service] }),
  };
}

function answerResult(answer: FindAnswer): FindResultAnswer {
  const { asked, role, who, entries } = answer;
  return { asked: endText(asked), as: role, who: endResult(who), entries, says: answerText(answer) };
}

function entryResult({ flow, at, ends, age, isSourceTranslated, isDestinationTranslated }: FoundEntry): FindResultEntry {
  return {
    family: flow.family,
    protocol: protocolName(flow.protocol),
    state: flow.tcp?.state ?? flow.sctp?.state ?? null,
    flags: flagWords(flow),
    zone: flow.zone ?? 0,
    timeoutSeconds: flow.timeoutSeconds ?? null,
    age: age ?? null,
    translation: isSourceTranslated ? (isDestinationTranslated ? "both" : "source") : isDestinationTranslated ? "destination" : "none",
    client: endResult(ends.client),
    destination: endResult(ends.destination),
    endpoint: endResult(ends.endpoint),
    seenAs: endResult(ends.seenAs),
    at,
  };
}

function endResult({ address, port, owner, others }: NamedEnd): FindResultEnd {
  return {
    address,
    ...(port === undefined ? {} : { port }),
    ...(owner === undefined ? {} : { owner: harmlessOwner(owner) }),
    ...(others.length === 0 ? {} : { orElse: others.map(harmlessOwner) }),
  };
}

function harmlessOwner({ kind, name, namespace, workload }: Owner): Owner {
  return {
    kind,
    name: harmlessText(name),
    ...(namespace === undefined ? {} : { namespace: harmlessText(namespace) }),
    ...(workload === undefined
      ? {}
      : {
          workload: {
            kind: harmlessText(workload.kind),
            namespace: harmlessText(workload.namespace),
            name: harmlessText(workload.name),
          },
        }),
  };
}
