import { isoTime } from "../../model/iso-time.ts";
import { askedTime } from "./asked-time.ts";

/** The times that a caller names, each as ISO 8601 or as seconds or milliseconds since 1970. */
export interface AskedTimes {
  readonly startTime?: string | number | undefined;
  readonly endTime?: string | number | undefined;
  readonly incidentTime?: string | number | undefined;
}

/** Which time an answer speaks of. */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly reason: "explicit" | "incident" | "last-10-minutes";
  /** What was done with what was asked, and what is odd about it, in words for a person. */
  readonly remarks: readonly string[];
}

/** What the tools call them. */
const parameterOf = { startTime: "start_time", endTime: "end_time", incidentTime: "incident_time" } as const;

/** A time that could not be read. */
export class TimeInvalid extends Error {
  readonly code = "time-invalid";
  /** Which one. */
  readonly field: keyof AskedTimes;

  constructor(field: keyof AskedTimes, value: string | number) {
    super(`${parameterOf[field]} is no time that could be read: ${JSON.stringify(String(value).slice(0, 60))}`);
    this.name = "TimeInvalid";
    this.field = field;
  }
}

/** Explicit bounds, else five minutes around the incident, else the ten minutes before the bundle was collected: never before today. Throws TimeInvalid. */
export function resolveWindow(asked: AskedTimes, collectedAtMs: number): TimeWindow {
  const remarks: string[] = [];
  const read = (field: keyof AskedTimes): number | undefined => {
    const value = asked[field];
    if (value === undefined) return undefined;
    const time = askedTime(value);
    if (time === undefined) throw new TimeInvalid(field, value);
    if (time.isZoneAssumed) remarks.push(`${parameterOf[field]} names no zone and was taken as UTC`);
    return time.atMs;
  };
  const [start, end, incident] = [read("startTime"), read("endTime"), read("incidentTime")];
  const isExplicit = start !== undefined || end !== undefined;
  if (isExplicit && incident !== undefined) remarks.push("incident_time was not used, since bounds were given");
  const bounds = isExplicit ? explicitBounds(start, end, collectedAtMs, remarks) : impliedBounds(incident, collectedAtMs);
  const capped = capTo24Hours(inOrder(bounds, remarks), collectedAtMs, remarks);
  remarkNonsense(capped, collectedAtMs, remarks);
  return { ...capped, reason: isExplicit ? "explicit" : incident === undefined ? "last-10-minutes" : "incident", remarks };
}

interface Bounds {
  readonly startMs: number;
  readonly endMs: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

function explicitBounds(start: number | undefined, end: number | undefined, collectedAtMs: number, remarks: string[]): Bounds {
  if (start !== undefined && end !== undefined) return { startMs: start, endMs: end };
  if (start === undefined) {
    remarks.push("no start_time: ten minutes before end_time");
    const endMs = end ?? collectedAtMs;
    return { startMs: endMs - 10 * minuteMs, endMs };
  }
  if (start > collectedAtMs) {
    remarks.push("no end_time: ten minutes after start_time");
    return { startMs: start, endMs: start + 10 * minuteMs };
  }
  remarks.push("no end_time: until the collection");
  return { startMs: start, endMs: collectedAtMs };
}

function impliedBounds(incident: number | undefined, collectedAtMs: number): Bounds {
  return incident === undefined
    ? { startMs: collectedAtMs - 10 * minuteMs, endMs: collectedAtMs }
    : { startMs: incident - 5 * minuteMs, endMs: incident + 5 * minuteMs };
}

function inOrder(bounds: Bounds, remarks: string[]): Bounds {
  if (bounds.startMs <= bounds.endMs) return bounds;
  remarks.push("start_time was after end_time, so they were swapped");
  return { startMs: bounds.endMs, endMs: bounds.startMs };
}

function capTo24Hours(bounds: Bounds, collectedAtMs: number, remarks: string[]): Bounds {
  if (bounds.endMs - bounds.startMs <= dayMs) return bounds;
  // Who asks "from then until now" of an old bundle means what is in it.
  const endMs = bounds.startMs < collectedAtMs ? Math.min(bounds.endMs, collectedAtMs) : bounds.endMs;
  remarks.push(`longer than 24 hours, so only the last 24 of them${endMs < bounds.endMs ? " before the collection" : ""}`);
  return { startMs: Math.max(bounds.startMs, endMs - dayMs), endMs };
}

function remarkNonsense({ startMs, endMs }: Bounds, collectedAtMs: number, remarks: string[]): void {
  const collected = isoTime(collectedAtMs);
  if (startMs > collectedAtMs) {
    remarks.push(`the window begins after the bundle was collected (${collected}), so nothing in it can be seen`);
  } else if (endMs > collectedAtMs + dayMs) {
    remarks.push(`the window ends more than a day after the bundle was collected (${collected}); what came later is not in it`);
  }
  if (endMs < collectedAtMs - 30 * dayMs) {
    remarks.push(`the window ends more than 30 days before the bundle was collected (${collected}); logs seldom reach that far`);
  }
}
