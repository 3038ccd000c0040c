import { durationText } from "../../model/duration-text.ts";
import type { Band } from "../../model/forecast.ts";
import type { Countdown } from "../../model/table-sample.ts";
import type { TimeoutClass } from "../../model/table-traffic.ts";
import { classOccupancy } from "../occupancy/occupancy.ts";
import { timeoutKinds } from "../occupancy/timeout-behaviour.ts";
import { type IdleConnections, keptByTimeout } from "./established-entries.ts";

export interface ClassPrediction {
  readonly entries: Band;
  /** What it rests on; missing where the class stays as it is. */
  readonly because?: string;
}

export interface ClassToday {
  readonly timeout: TimeoutClass;
  /** The count of today, or what is left of it after connections are used again. */
  readonly entries: number;
  readonly young: number;
  /** The part of ESTABLISHED entries that is idle for over an hour, where it is of one workload. */
  readonly partOverOneHour?: number;
}

export interface ClassClock extends Countdown {
  /** Seconds, for those timeouts that are to be others. */
  readonly tomorrow: Countdown["timeouts"];
  readonly idle?: IdleConnections;
}

/** Of a Poisson count 95 % lie within so many roots of it. */
const deviations = 1.96;

/** How many entries of a class there will be once its timeout is another and the table has settled; the rate of new connections stays what it is. */
export function predictClass({ timeout, entries, young, partOverOneHour }: ClassToday, clock: ClassClock): ClassPrediction {
  const seconds = timeout === "other" ? undefined : clock.tomorrow[timeout];
  const today = timeout === "other" ? undefined : clock.timeouts[timeout];
  const asToday: Band = { estimate: entries, low: entries, high: entries };
  if (timeout === "other" || seconds === undefined || seconds === today || entries === 0) return { entries: asToday };
  if (today === undefined || today <= 0) return { entries: asToday, because: "today's timeout is not known, so nothing is reckoned" };
  const factor = seconds / today;
  const scaled = entries * factor;
  if (timeout === "tcpEstablished" && clock.idle !== undefined) {
    const kept = keptByTimeout(clock.idle, seconds, partOverOneHour);
    if (kept !== undefined) return establishedPrediction(entries, kept, factor, seconds);
  }
  switch (timeoutKinds[timeout].behaviour) {
    case "waits-out":
      return waitingPrediction({ timeout, entries, young }, scaled, seconds, clock);
    case "refreshed":
      return {
        entries: around(scaled, Math.min(scaled, entries), Math.max(scaled, entries)),
        because: "as if all were silent; those that are in use stay, whatever the timeout is",
      };
    case "passes":
      return {
        entries: around(scaled, Math.min(scaled, entries), Math.max(scaled, entries)),
        because: "as if all waited out the timeout; those that a packet takes further stay as long as today",
      };
  }
}

function waitingPrediction(today: ClassToday, scaled: number, seconds: number, clock: ClassClock): ClassPrediction {
  const { timeout, entries } = today;
  const { perSecond, isSettled } = classOccupancy(timeout, entries, today.young, clock);
  const doubt = deviations * Math.sqrt(Math.max(1, entries)) * (scaled / entries);
  const waits = `each waits out the timeout, ${durationText(seconds)} instead of ${durationText((entries / scaled) * seconds)}`;
  if (perSecond === undefined || isSettled !== false) return { entries: around(scaled, scaled - doubt, scaled + doubt), because: waits };
  const byRate = perSecond * seconds;
  // UDP counts its timeout from the last packet, so that many young entries may be few that talk on.
  const estimate = timeout === "udp" ? scaled : byRate;
  return {
    entries: around(estimate, Math.min(scaled, byRate) - doubt, Math.max(scaled, byRate) + doubt),
    because: `${waits}; the table has not settled: ${perSecond.toFixed(1)} a second begin, which is not what made today's count`,
  };
}

function establishedPrediction(entries: number, kept: number, factor: number, seconds: number): ClassPrediction {
  const estimate = entries * kept;
  const doubt = deviations * Math.sqrt(Math.max(1, Math.abs(entries - estimate)));
  if (kept <= 1) {
    return {
      entries: around(estimate, estimate - doubt, Math.min(entries, estimate + doubt)),
      because: `those that are idle for longer than ${durationText(seconds)} are forgotten; ages within a band are taken as even, and those not known as the known ones`,
    };
  }
  return {
    entries: around(estimate, entries, Math.max(estimate + doubt, entries * factor)),
    because: `those that reach today's timeout, by how many are of the oldest ages, stay until ${durationText(seconds)}`,
  };
}

function around(estimate: number, low: number, high: number): Band {
  return { estimate, low: Math.max(0, low), high };
}
