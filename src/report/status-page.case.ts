import { join } from "node:path";
import type { AgentStatus, WorkStatus } from "../model/agent-status.ts";
import type { IncidentSummary } from "../model/incident.ts";
import { readRecording } from "../sources/recording.ts";
import { diagnoseObservation } from "./diagnosis.ts";
import { sampleCase } from "./top/table-sample.case.ts";

const recordings = join(import.meta.dirname, "../../fixtures/recordings");

/** An agent on the node of a recording, judged; its last walk is that of the busy node of `top`. */
export async function statusOfRecording(name: string): Promise<AgentStatus> {
  const observation = await readRecording(join(recordings, name));
  const { now } = observation;
  const sample = sampleCase(3);
  const monotonicMs = sample.monotonicMs + 4000;
  return {
    ...{ node: now.node, version: "0.1.0", atMs: now.takenAtMs + 1000, monotonicMs, startedAtMs: now.takenAtMs - 5_400_000 },
    snapshot: { ...now, monotonicMs },
    peaks: [
      { window: "15s", count: 262_144 },
      { window: "1m", count: 262_144 },
      { window: "5m", count: 262_144 },
    ],
    counterTotals: { drop: 4210, earlyDrop: 0, insertFailed: 12 },
    tableFullRecords: 7,
    walk: { sample, atMonotonicMs: sample.monotonicMs },
    forecast: {
      ...{ kind: "full", because: "the table has reached its limit", overSeconds: 300, samples: 300 },
      slope: { estimate: 109, low: 100, high: Number.POSITIVE_INFINITY },
    },
    suspects: [
      {
        ...{ cause: "connection-churn", dimension: "workload", name: "Deployment shop/checkout", confidence: "high", share: 0.76 },
        ...{ because: "98.6 % of its 58,132 entries are in TIME_WAIT, 602 of them born each second", entries: 58_132 },
      },
    ],
    learntAllowances: [{ interfaceName: "eth0", maximum: 136_812 }],
    judgement: {
      diagnosis: diagnoseObservation(observation, "live"),
      levels: [{ check: "usage", level: "issue" }],
      atMonotonicMs: monotonicMs - 3000,
    },
    works: [
      work("count", 1, monotonicMs - 400),
      work("counters", 5, monotonicMs - 3000),
      {
        ...work("kernel-log", 5, monotonicMs - 900_000),
        isStale: true,
        failures: 180,
        reason: "/dev/kmsg may not be read: needs CAP_SYSLOG",
      },
      work("walk", 24, monotonicMs - 4000),
    ],
    deliveries: [
      { to: "kubernetes-events", sent: 3, failures: 2, waiting: 1, dropped: 0, reason: "the API server did not answer within 10 s" },
    ],
    incidents: { recorded: 2, kept: 2, bytes: 3_145_728, failures: 0 },
    cost: { cpuSeconds: 61.2, residentBytes: 84_123_648, heapBytes: 12_000_000 },
  };
}

function work(name: string, intervalSeconds: number, lastSuccessMonotonicMs: number): WorkStatus {
  return {
    ...{
      work: name,
      intervalSeconds,
      runs: Math.round(5400 / intervalSeconds),
      failures: 0,
      cutOffs: 0,
      secondsInAll: 3.5,
      lastSeconds: 0.001,
    },
    ...{ lastSuccessMonotonicMs, isStale: false },
  };
}

export const keptIncidents: readonly IncidentSummary[] = [
  {
    ...{
      name: "20260114T031500Z-kernel-table-full.tar.gz",
      node: "node-a",
      beganAtMs: Date.UTC(2026, 0, 14, 3, 15),
      endedAtMs: Date.UTC(2026, 0, 14, 3, 41),
    },
    ...{ limit: "kernel-table-full", causes: ["connection-churn"], culprit: "Deployment shop/checkout", bytes: 2_400_000 },
    summary: "The table was full and 4,210 packets were refused.",
  },
  {
    ...{ name: "20260115T115900Z-kernel-table-full.tar.gz", node: "node-a", beganAtMs: Date.UTC(2026, 0, 15, 11, 59), bytes: 745_728 },
    ...{ limit: "kernel-table-full", causes: [], summary: "The table is full." },
  },
];

/** What a pod, a process or a driver could be called by whoever means harm. */
export const hostileName = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;\u202e\x1b[2J\`\${x}`;

/** Every text that is not of a closed set is that name; numbers and the words of ours stay. */
export function withHostileNames<T>(value: T): T {
  return hostilePart(value, "") as T; // the same shape, text for text
}

const closedFields: ReadonlySet<string> = new Set([
  ...[
    "status",
    "kind",
    "limit",
    "severity",
    "confidence",
    "id",
    "cause",
    "causes",
    "dimension",
    "rating",
    "when",
    "method",
    "window",
    "level",
    "to",
  ],
  ...["what", "speaks", "check", "type", "origin", "from", "state", "provider", "outcome", "by", "events"],
]);

function hostilePart(value: unknown, field: string): unknown {
  if (typeof value === "string") return closedFields.has(field) ? value : hostileName;
  if (Array.isArray(value)) return value.map((part) => hostilePart(part, field));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hostilePart(part, name)]));
}
