import type { Forecast } from "./forecast.ts";
import type { Counters, NodeSnapshot } from "./node-snapshot.ts";
import type { Suspect } from "./suspect.ts";
import type { TableSample } from "./table-sample.ts";
import type { Diagnosis } from "./verdict.ts";

/** What the agent knows of its node at one moment. Metrics, answers, events and the flight recorder are made from this alone; looking at it changes nothing. */
export interface AgentStatus {
  readonly node: string;
  /** Of the program. */
  readonly version: string;
  readonly atMs: number;
  /** A clock that never jumps; all `…MonotonicMs` below are of it. */
  readonly monotonicMs: number;
  readonly startedAtMs: number;
  /** The latest reading of each part that the agent reads, each with its own time. */
  readonly snapshot: NodeSnapshot;
  /** The highest count within each of `peakWindows` that ends at this moment, as far as the agent has been there; fewer where nothing could be counted. */
  readonly peaks: readonly CountPeak[];
  /** Sums over all CPUs, and increases of 32-bit counters added up so that they do not wrap. Missing where they cannot be read. */
  readonly counterTotals?: Counters;
  /** Table-full records of the kernel's log seen since the agent began, a floor: the kernel writes few of them. */
  readonly tableFullRecords: number;
  /** The last walk of the table, and when. Missing before the first and where it may not be walked: `works` says why. */
  readonly walk?: { readonly sample: TableSample; readonly atMonotonicMs: number };
  readonly forecast: Forecast;
  readonly suspects: readonly Suspect[];
  readonly learntAllowances: readonly LearntAllowance[];
  /** The last judgement; missing until there was something to judge. */
  readonly judgement?: { readonly diagnosis: Diagnosis; readonly levels: readonly CheckLevel[]; readonly atMonotonicMs: number };
  /** Everything that the agent does again and again, and how that goes. */
  readonly works: readonly WorkStatus[];
  readonly deliveries: readonly DeliveryStatus[];
  readonly incidents: IncidentsStatus;
  readonly cost: OwnCost;
}

/** A spike shorter than the scrape interval stands in the window that is longer than it. */
export const peakWindows = [
  { id: "15s", seconds: 15 },
  { id: "1m", seconds: 60 },
  { id: "5m", seconds: 300 },
] as const;
export type PeakWindowId = (typeof peakWindows)[number]["id"];

export interface CountPeak {
  readonly window: PeakWindowId;
  readonly count: number;
}

/** The most connections that a card was ever seen to have room for: what was left and what nf_conntrack held at the same moment. Nobody publishes it. */
export interface LearntAllowance {
  readonly interfaceName: string;
  readonly maximum: number;
}

/** The worst level that a check says over all its subjects; `not-evaluated` where it says nothing else. */
export interface CheckLevel {
  readonly check: string;
  readonly level: "ok" | "notice" | "warning" | "issue" | "not-evaluated";
}

export interface WorkStatus {
  /** `count`, `counters`, `allowances`, `kernel-log`, `walk`, `namespaces`, `node`, `judge`, `names`, and what other parts of the agent add. */
  readonly work: string;
  /** How long from one run to the next; of the walk, as its cost makes it at this moment. */
  readonly intervalSeconds: number;
  readonly runs: number;
  /** Of the runs, those that ended with nothing. */
  readonly failures: number;
  /** Of the failures, those that did not come back in time. */
  readonly cutOffs: number;
  readonly secondsInAll: number;
  readonly lastSeconds?: number;
  readonly lastSuccessMonotonicMs?: number;
  /** It has not succeeded for more than three intervals: what it reads is old. */
  readonly isStale: boolean;
  /** Why the last run failed, in words for a person; missing where it succeeded. */
  readonly reason?: string;
}

/** What the agent sends of its own accord. */
export interface DeliveryStatus {
  /** `kubernetes-events`, `node-condition`, `otlp`. */
  readonly to: string;
  readonly sent: number;
  /** Attempts that failed; what they carried is tried again. */
  readonly failures: number;
  /** Kept until it can be sent. */
  readonly waiting: number;
  /** Given up, because more had to be kept than there is room for or nobody will ever take it. */
  readonly dropped: number;
  /** Why the last attempt failed; missing where it succeeded. */
  readonly reason?: string;
}

export interface IncidentsStatus {
  readonly recorded: number;
  readonly kept: number;
  readonly bytes: number;
  /** Attempts to write one that failed. */
  readonly failures: number;
}

export interface OwnCost {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
}
