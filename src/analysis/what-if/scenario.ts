import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";

/** What is to be different tomorrow; what is missing stays as it is. */
export interface Scenario {
  /** nf_conntrack_max; 0 means unlimited. */
  readonly max?: number;
  /** Seconds. */
  readonly timeouts?: ConntrackTimeouts;
  /** Requests that a workload makes over each connection, by its text, where today it makes one. */
  readonly reuse?: Readonly<Record<string, number>>;
  /** Ports whose packets are not tracked. */
  readonly untrack?: readonly UntrackedPort[];
  /** Workloads that are not on the node any more, by their text. */
  readonly remove?: readonly string[];
}

export interface UntrackedPort {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
}

export function untrackedPortText({ protocol, port }: UntrackedPort): string {
  return `${protocol}/${port}`;
}

/** Whether it takes entries out of the table, so that a prediction needs the table counted without them. */
export function takesEntriesOut({ untrack = [], remove = [] }: Scenario): boolean {
  return untrack.length > 0 || remove.length > 0;
}

export function isEmptyScenario({ max, timeouts = {}, reuse = {}, ...others }: Scenario): boolean {
  return max === undefined && Object.keys(timeouts).length === 0 && Object.keys(reuse).length === 0 && !takesEntriesOut(others);
}
