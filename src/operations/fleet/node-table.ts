import type { Scenario } from "../../analysis/what-if/scenario.ts";
import type { FindOutcome } from "../../flows/find-flows/find-outcome.ts";
import type { Endpoint } from "../../flows/parse-endpoint.ts";
import type { TalkerDimension } from "../../model/talker-dimension.ts";
import type { TableForecast } from "../../report/forecast-report.ts";
import type { PlanOutcome } from "../../report/plan-outcome.ts";
import type { TalkerList } from "../../report/table-talkers.ts";
import type { ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";

/** Questions to the table of a node: to the kernel's own, to the agent that watches it, or to what a bundle saved of it. */
export interface NodeTable {
  top(question: TopQuestion, signal: AbortSignal): Promise<TableAnswer<TalkerList>>;
  forecast(signal: AbortSignal): Promise<TableAnswer<TableForecast>>;
  /** Throws ToolFailure `bad-argument` for a name where no names are known. */
  find(question: FindQuestion, signal: AbortSignal): Promise<TableAnswer<FindOutcome>>;
  /** Nothing is changed. Throws ToolFailure `bad-argument` for a workload that the table does not have. */
  plan(scenario: Scenario, signal: AbortSignal): Promise<TableAnswer<PlanOutcome>>;
}

export interface TopQuestion {
  readonly by: TalkerDimension;
  readonly limit: number;
}

export interface FindQuestion {
  /** One end, or two that an entry must both have. */
  readonly endpoints: readonly Endpoint[];
  readonly protocol?: number;
  readonly limit: number;
}

export type TableAnswer<T> = AnsweredTable<T> | MissingTable;

export interface AnsweredTable<T> extends TableSource {
  readonly status: "answered";
  readonly value: T;
}

/** There is no table to ask: a bundle without one, a kernel that may not be asked. */
export interface MissingTable extends TableSource {
  readonly status: "missing";
  readonly because: string;
  /** With which the question could be answered. */
  readonly fileWanted?: string;
}

/** Who speaks. */
export interface TableSource {
  /** Asked of the kernel or the agent at this moment. */
  readonly isLive: boolean;
  /** What was asked, where that is a bundle. */
  readonly bundle?: ShelvedBundle;
  /** How it came about that this is asked: that a bundle was collected for it, or stands in for an agent that is silent. */
  readonly remarks: readonly string[];
}
