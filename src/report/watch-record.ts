import type { FindingChange } from "../analysis/open-findings.ts";
import { flowOfRow } from "../flows/find-flows/flow-of-row.ts";
import type { OwnerIndex } from "../flows/owners/owner-index.ts";
import type { EventBirths } from "../model/event-births.ts";
import type { Flow, Tuple } from "../model/flow.ts";
import type { FlowBatch } from "../model/flow-batch.ts";
import type { FlowEventCounts, FlowEventKind } from "../model/flow-event-kind.ts";
import { statusNames } from "../model/flow-status.ts";
import type { Forecast } from "../model/forecast.ts";
import { protocolName } from "../model/ip-protocol.ts";
import { isoTime } from "../model/iso-time.ts";
import { ownerText, workloadText } from "../model/owner.ts";
import type { Signal } from "../model/signal.ts";
import type { Suspect } from "../model/suspect.ts";
import type { TableSample } from "../model/table-sample.ts";
import type { TableTraffic, TrafficBreakdown } from "../model/table-traffic.ts";
import type { CauseId } from "../model/verdict.ts";
import { type FiniteForecast, finiteForecast } from "./finite-forecast.ts";
import { harmlessText } from "./harmless-text.ts";
import { type OccupancyValue, occupancyValue } from "./occupancy-value.ts";
import { causeOfSuspect } from "./suspect-signal.ts";
import { suspectValue } from "./suspect-value.ts";

/** One line of `ullage watch`; `src/contract/watch-record.ts` is the schema of each. */
export type WatchRecord = StartRecord | SampleRecord | FindingRecord | EventRecord | GapRecord | EndRecord;

/** What is being watched: always the first line. */
export interface StartRecord {
  readonly type: "start";
  readonly at: string;
  readonly schemaVersion: 1;
  readonly node: string;
  readonly version: string;
  readonly intervalSeconds: number;
  /** Whether samples walk the table. */
  readonly walksTable: boolean;
  /** Ids of the checks whose findings open and close. */
  readonly checks: readonly string[];
  readonly events: WatchedEvents | null;
  /** Who tells the names of addresses. */
  readonly namesFrom: readonly string[];
  readonly filter: readonly string[];
  readonly remarks: readonly string[];
}

export interface WatchedEvents {
  readonly kinds: readonly FlowEventKind[];
  /** Every event is counted, and one in so many of each kind is printed. */
  readonly sampleEvery: number;
  /** Null where the kernel does not say. */
  readonly receiveBufferBytes: number | null;
}

/** A sample as `TableSample` has it, with what follows from it. */
export type SampleRecord = { readonly type: "sample"; readonly at: string } & TableSample & {
    readonly forecast: FiniteForecast;
    /** Missing where the table was not walked. */
    readonly lifetimes?: readonly WorkloadLifetime[];
    /** Who seems to fill the table; missing where it was not walked, or only a part of it is counted. */
    readonly suspects?: readonly ReturnType<typeof suspectValue>[];
    /** Events since the sample before, all of them, printed or not; missing without `--events`. */
    readonly events?: { readonly counts: FlowEventCounts; readonly births?: EventBirths; readonly hasGap: boolean };
  };

export interface WorkloadLifetime extends OccupancyValue {
  readonly workload: string;
}

export type FindingRecord = FindingOpenRecord | FindingChangeRecord | FindingCloseRecord;

interface FindingSubject {
  readonly at: string;
  /** The same on every machine for the same check and subject. */
  readonly id: string;
  readonly check: string;
  /** Of a suspect, which is no check's finding: what it seems to bring about. */
  readonly cause?: CauseId;
  readonly subject?: string;
  readonly level: Signal["level"];
  readonly line: string;
  readonly value: number | null;
  readonly limit: number | null;
  readonly openedAt: string;
}

export interface FindingOpenRecord extends FindingSubject {
  readonly type: "finding-open";
}

/** It became worse than it was when it opened. */
export interface FindingChangeRecord extends FindingSubject {
  readonly type: "finding-change";
}

export interface FindingCloseRecord extends FindingSubject {
  readonly type: "finding-close";
  readonly lastedSeconds: number;
  readonly worst: { readonly level: Signal["level"]; readonly line: string };
}

export interface EventRecord {
  readonly type: "event";
  /** When it was received. */
  readonly at: string;
  readonly kind: FlowEventKind;
  readonly protocol: string;
  readonly state: string | null;
  /** In the kernel's words: seenReply, assured, sourceNat … */
  readonly flags: readonly string[];
  readonly zone: number;
  readonly timeoutSeconds: number | null;
  readonly original: EventTuple;
  readonly reply: EventTuple;
  readonly client?: EventOwner;
  /** The service by which it was reached. */
  readonly service?: string;
  readonly server?: EventOwner;
}

export interface EventTuple {
  readonly source: string;
  readonly destination: string;
  /** Null where the protocol has no ports. */
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
}

export interface EventOwner {
  readonly name: string;
  readonly workload: string;
}

/** What is not in the stream. */
export interface GapRecord {
  readonly type: "gap";
  readonly at: string;
  /** `events` that the kernel told, `samples` that were due, `records` that the reader of this output did not take in time. */
  readonly source: "events" | "samples" | "records";
  readonly where: "socket" | "rows" | "decoder" | "node" | "output";
  readonly from: string;
  readonly to: string;
  /** Null where nobody counted them. */
  readonly lost: number | null;
  readonly because: string;
}

/** Always the last line, unless the reader went away first. */
export interface EndRecord {
  readonly type: "end";
  readonly at: string;
  readonly why: "count" | "duration" | "interrupted" | "failed";
  readonly because?: string;
  readonly seconds: number;
  readonly samples: number;
  readonly findings: {
    readonly opened: number;
    readonly closed: number;
    readonly open: readonly Pick<FindingSubject, "id" | "check" | "subject">[];
  };
  /** What was seen is what was printed, left out by the filter, passed over by the sampling, and lost as rows, decoder's or records. */
  readonly events: EventTotals | null;
  readonly gaps: number;
}

export interface EventTotals {
  readonly seen: FlowEventCounts;
  readonly printed: number;
  readonly filteredOut: number;
  readonly notSampled: number;
  /** Seen, and not printed because this program or its reader was too slow. */
  readonly notShown: number;
  /** Not seen; null where nobody counted some of them. */
  readonly lost: number | null;
}

export interface KnownOfSample {
  readonly forecast: Forecast;
  readonly suspects?: readonly Suspect[];
}

export function sampleRecord(sample: TableSample, { forecast, suspects }: KnownOfSample, events?: SampleRecord["events"]): SampleRecord {
  return {
    type: "sample",
    at: isoTime(sample.takenAtMs),
    ...sample,
    ...(sample.traffic === undefined ? {} : { traffic: harmlessTraffic(sample.traffic) }),
    remarks: sample.remarks.map(harmlessText),
    forecast: finiteForecast(forecast),
    ...(sample.traffic === undefined ? {} : { lifetimes: workloadLifetimes(sample) }),
    ...(suspects === undefined ? {} : { suspects: suspects.map(suspectValue) }),
    ...(events === undefined
      ? {}
      : { events: { ...events, ...(events.births === undefined ? {} : { births: harmlessBirths(events.births) }) } }),
  };
}

/** How long their entries stay; the entries and their rate are in `traffic`. */
function workloadLifetimes({ traffic, countdown }: TableSample): readonly WorkloadLifetime[] {
  const groups = traffic?.by.workload.groups ?? [];
  return groups.map((group) => ({ workload: harmlessText(group.key), ...occupancyValue(group, countdown) }));
}

/** Keys hold names that others chose. */
function harmlessTraffic(traffic: TableTraffic): TableTraffic {
  const breakdowns = Object.entries(traffic.by).map(([dimension, breakdown]: [string, TrafficBreakdown]) => [
    dimension,
    { ...breakdown, groups: breakdown.groups.map((group) => ({ ...group, key: harmlessText(group.key) })) },
  ]);
  return { ...traffic, by: Object.fromEntries(breakdowns) };
}

function harmlessBirths(births: EventBirths): EventBirths {
  return { ...births, groups: births.groups.map((group) => ({ ...group, key: harmlessText(group.key) })) };
}

export function findingRecord(change: FindingChange, atMs: number): FindingRecord {
  const { finding } = change;
  const { signal } = finding;
  const subject = {
    at: isoTime(atMs),
    id: finding.id,
    check: signal.id,
    ...causeOf(signal.id),
    ...(signal.subject === undefined ? {} : { subject: harmlessText(signal.subject) }),
    level: signal.level,
    line: harmlessText(signal.line),
    value: signal.value ?? null,
    limit: signal.limit ?? null,
    openedAt: isoTime(finding.openedAtMs),
  };
  if (change.kind === "opened") return { type: "finding-open", ...subject };
  if (change.kind === "worsened") return { type: "finding-change", ...subject };
  const { level, line } = finding.worst;
  return { type: "finding-close", ...subject, lastedSeconds: change.lastedSeconds, worst: { level, line: harmlessText(line) } };
}

function causeOf(check: string): { readonly cause?: CauseId } {
  const cause = causeOfSuspect(check);
  return cause === undefined ? {} : { cause };
}

/** One row of a batch of events. */
export function eventRecord(kind: FlowEventKind, batch: FlowBatch, row: number, receivedAtMs: number, owners?: OwnerIndex): EventRecord {
  const flow = flowOfRow(batch, row);
  return {
    type: "event",
    at: isoTime(receivedAtMs),
    kind,
    protocol: protocolName(flow.protocol),
    state: flow.tcp?.state ?? flow.sctp?.state ?? null,
    flags: statusNames(flow.status),
    zone: flow.zone ?? 0,
    timeoutSeconds: flow.timeoutSeconds ?? null,
    original: eventTuple(flow.original),
    reply: eventTuple(flow.reply),
    ...(owners === undefined ? {} : namesOf(flow, owners, receivedAtMs)),
  };
}

function eventTuple({ source, destination, layer4 }: Tuple): EventTuple {
  return layer4.kind === "ports"
    ? { source, destination, sourcePort: layer4.sourcePort, destinationPort: layer4.destinationPort }
    : { source, destination, sourcePort: null, destinationPort: null };
}

function namesOf(flow: Flow, owners: OwnerIndex, atMs: number): Pick<EventRecord, "client" | "service" | "server"> {
  const { protocol } = flow;
  const original = eventTuple(flow.original);
  const reply = eventTuple(flow.reply);
  const whose = (address: string, port: number | null): EventOwner | undefined => {
    const owner = owners.whose(address, port === null ? undefined : { protocol, port }, atMs)?.owner;
    return owner === undefined ? undefined : { name: harmlessText(ownerText(owner)), workload: harmlessText(workloadText(owner)) };
  };
  const client = whose(original.source, original.sourcePort);
  const server = whose(reply.source, reply.sourcePort);
  const service =
    original.destinationPort === null ? undefined : owners.serviceAt(original.destination, protocol, original.destinationPort);
  return {
    ...(client === undefined ? {} : { client }),
    ...(service === undefined ? {} : { service: harmlessText(ownerText(service)) }),
    ...(server === undefined ? {} : { server }),
  };
}
