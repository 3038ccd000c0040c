import type { AgentStatus } from "../../model/agent-status.ts";
import { isoTime } from "../../model/iso-time.ts";
import type { Counters, InterfaceAllowances } from "../../model/node-snapshot.ts";
import { isPresent } from "../../model/reading.ts";
import type { CauseId, Verdict } from "../../model/verdict.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { type GapRecord, type SampleRecord, sampleRecord } from "../../report/watch-record.ts";
import { compactTraffic } from "./compact-traffic.ts";

/** A line of `samples.ndjson`: a sample as `ullage watch` writes it, and what the agent knows besides. */
export type StatusRecord = SampleRecord & {
  /** The highest count of the last 15 s, since a spike may lie between two samples. */
  readonly peak?: number;
  readonly verdict?: RecordedVerdict;
  /** Statistics of the cards, cumulative; in the first record and wherever one has changed. */
  readonly allowances?: readonly Pick<InterfaceAllowances, "interfaceName" | "statistics">[];
  /** Records of a full table in the kernel's log since the agent began. */
  readonly tableFullRecords?: number;
};

export interface RecordedVerdict extends Pick<Verdict, "limit" | "severity" | "confidence"> {
  readonly causes: readonly CauseId[];
  readonly culprit?: string;
}

/** What has to be known of the status before, to tell what changed. */
export interface BeforeStatus {
  readonly counterTotals?: Counters;
  readonly walkedAtMs?: number;
  readonly allowancesText?: string;
}

export interface RecordedStatus {
  readonly record: StatusRecord | GapRecord;
  readonly before: BeforeStatus;
}

export function recordStatus(status: AgentStatus, before: BeforeStatus): RecordedStatus {
  const usage = status.snapshot.parts.tableUsage;
  if (!isPresent(usage)) return { record: notCounted(status.atMs, usage?.reason ?? "the table was not counted"), before };
  const { count, max } = usage.value;
  const { walk, counterTotals } = status;
  const isWalked = walk !== undefined && walk.atMonotonicMs !== before.walkedAtMs;
  const increases = increasesSince(before.counterTotals, counterTotals);
  const { traffic, countdown } = walk?.sample ?? {};
  const base = sampleRecord(
    {
      ...{ takenAtMs: status.atMs, monotonicMs: status.monotonicMs, count, max },
      ...(increases === undefined ? {} : { increases }),
      ...(isWalked && traffic !== undefined ? { traffic: compactTraffic(traffic) } : {}),
      ...(isWalked && traffic !== undefined && countdown !== undefined ? { countdown } : {}),
      remarks: isWalked ? walk.sample.remarks.slice(0, mostRemarks) : [],
    },
    { forecast: status.forecast, ...(isWalked ? { suspects: status.suspects } : {}) },
  );
  const allowances = allowancesOf(status);
  const allowancesText = JSON.stringify(allowances);
  const peak = status.peaks.find(({ window }) => window === "15s")?.count;
  const verdict = verdictOf(status);
  return {
    record: {
      ...base,
      ...(peak === undefined ? {} : { peak }),
      ...(verdict === undefined ? {} : { verdict }),
      ...(allowances.length === 0 || allowancesText === before.allowancesText ? {} : { allowances }),
      ...(status.tableFullRecords === 0 ? {} : { tableFullRecords: status.tableFullRecords }),
    },
    before: {
      ...(counterTotals === undefined ? {} : { counterTotals }),
      ...(walk === undefined ? {} : { walkedAtMs: walk.atMonotonicMs }),
      allowancesText,
    },
  };
}

function notCounted(atMs: number, because: string): GapRecord {
  const at = isoTime(atMs);
  return { type: "gap", at, source: "samples", where: "node", from: at, to: at, lost: 1, because: harmlessText(because) };
}

/** Totals never wrap; one that fell was begun anew, and what it has counted since is all that is known. */
function increasesSince(before: Counters | undefined, totals: Counters | undefined): Counters | undefined {
  if (before === undefined || totals === undefined) return undefined;
  const increases = Object.entries(totals).map(([name, total]) => {
    const from = before[name] ?? 0;
    return [name, total < from ? total : total - from] as const;
  });
  return Object.fromEntries(increases);
}

function allowancesOf({ snapshot }: AgentStatus): NonNullable<StatusRecord["allowances"]> {
  const reading = snapshot.parts.interfaceAllowances;
  if (!isPresent(reading)) return [];
  return reading.value
    .slice(0, mostInterfaces)
    .map(({ interfaceName, statistics }) => ({ interfaceName: harmlessText(interfaceName), statistics }));
}

/** The largest instances of a cloud have 15 cards. */
const mostInterfaces = 16;
const mostRemarks = 20;

function verdictOf({ judgement }: AgentStatus): RecordedVerdict | undefined {
  if (judgement === undefined) return undefined;
  const { verdict, culprits } = judgement.diagnosis;
  const culprit = culprits[0]?.name;
  return {
    ...{ limit: verdict.limit, severity: verdict.severity, confidence: verdict.confidence },
    causes: verdict.causes.map(({ id }) => id),
    ...(culprit === undefined ? {} : { culprit: harmlessText(culprit) }),
  };
}
