import { timeoutClass } from "../../flows/traffic/timeout-class.ts";
import { youngWindows } from "../../flows/traffic/young-windows.ts";
import { countText } from "../../model/count-text.ts";
import { durationText } from "../../model/duration-text.ts";
import type { Band } from "../../model/forecast.ts";
import type { Countdown } from "../../model/table-sample.ts";
import type { EntriesByTimeout, TimeoutClass } from "../../model/table-traffic.ts";
import { shownTimeoutClasses, timeoutKinds } from "./timeout-behaviour.ts";

/** What is counted of a table, or of one workload's part of it. */
export interface OccupancyBasis {
  readonly byTimeout: EntriesByTimeout;
  /** Of them, those that are younger than `youngSeconds` by their countdown. */
  readonly youngByTimeout: EntriesByTimeout;
}

/** Little's law for one class of entries: how many there are at a time is how many begin in a second times how long one stays. */
export interface Occupancy {
  readonly timeout: TimeoutClass;
  /** Counted. */
  readonly entries: number;
  readonly timeoutSeconds?: number;
  readonly perSecond?: number;
  /** Rate × time in the table. Missing where entries of the class do not all stay equally long. */
  readonly predicted?: Band;
  /** Whether the count is what the rate makes; if not, the rate has changed less than one timeout ago, and the count will follow. */
  readonly isSettled?: boolean;
  /** How the prediction came about and how far it holds, or why there is none. */
  readonly method: string;
}

/** Of a Poisson count 95 % lie within so many roots of it. */
const deviations = 1.96;

/** Beside chance: timeouts are counted in whole seconds, and what expires is collected late. */
const slackShare = 0.05;

/** Every class that holds anything, in the order of `shownTimeoutClasses`. */
export function occupancyOf(basis: OccupancyBasis, clock: Countdown): readonly Occupancy[] {
  return shownTimeoutClasses.flatMap((timeout) => {
    const entries = basis.byTimeout[timeout] ?? 0;
    return entries === 0 ? [] : [classOccupancy(timeout, entries, basis.youngByTimeout[timeout] ?? 0, clock)];
  });
}

export function classOccupancy(timeout: TimeoutClass, entries: number, young: number, { timeouts, youngSeconds }: Countdown): Occupancy {
  if (timeout === "other") return { timeout, entries, method: "they do not count down" };
  const timeoutSeconds = timeouts[timeout];
  if (timeoutSeconds === undefined) return { timeout, entries, method: "the timeout is not known" };
  if (timeoutKinds[timeout].behaviour !== "waits-out") {
    return {
      timeout,
      entries,
      timeoutSeconds,
      method: "a packet refreshes or ends them, so that the timeout does not tell how long they stay",
    };
  }
  const seconds = youngWindows(timeouts, youngSeconds).seconds[timeoutClass[timeout]] ?? 0;
  if (seconds === 0) return { timeout, entries, timeoutSeconds, method: "no time was given to see new ones" };
  const perSecond = young / seconds;
  const doubt = (deviations * Math.sqrt(Math.max(1, young)) * timeoutSeconds) / seconds;
  const estimate = perSecond * timeoutSeconds;
  const predicted: Band = { estimate, low: Math.max(0, estimate - doubt), high: estimate + doubt };
  const isSettled = Math.abs(entries - estimate) <= doubt + deviations * Math.sqrt(entries) + slackShare * entries;
  return {
    ...{ timeout, entries, timeoutSeconds, perSecond, predicted, isSettled },
    method: `${countText(young)} of them are younger than ${durationText(seconds)}, and each stays ${durationText(timeoutSeconds)}`,
  };
}
