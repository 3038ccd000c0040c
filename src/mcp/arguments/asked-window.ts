import type { FindingsIndex } from "../../findings/findings-index.ts";
import { findingsInWindow, type WindowSelection } from "../../findings/window/findings-in-window.ts";
import { resolveWindow, TimeInvalid, type TimeWindow } from "../../findings/window/time-window.ts";
import type { Finding } from "../../model/finding.ts";
import { isoTime } from "../../model/iso-time.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";

/** The times as the tools take them. */
export interface TimeInput {
  readonly incident_time?: string | number | undefined;
  readonly start_time?: string | number | undefined;
  readonly end_time?: string | number | undefined;
}

/** Which time a call asks about, measured from the bundle's own. Throws ToolFailure `time-invalid`. */
export function askedWindow({ incident_time, start_time, end_time }: TimeInput, collectedAtMs: number): TimeWindow {
  try {
    return resolveWindow({ incidentTime: incident_time, startTime: start_time, endTime: end_time }, collectedAtMs);
  } catch (error) {
    if (error instanceof TimeInvalid) throw new ToolFailure("time-invalid", error.message, { cause: error });
    throw error;
  }
}

/** The findings of an index in the time that a call asks about. */
export function askedFindings(input: TimeInput, { collectedAtMs }: FindingsIndex, findings: readonly Finding[]) {
  const window = askedWindow(input, collectedAtMs);
  const selection = findingsInWindow(findings, window, collectedAtMs);
  return { window, selection, windowAnswer: windowAnswerOf(window, selection) };
}

export function windowAnswerOf(
  { startMs, endMs, reason, remarks }: TimeWindow,
  { outside, untimedLines }: Pick<WindowSelection, "outside" | "untimedLines">,
) {
  return {
    window_start_utc: isoTime(startMs),
    window_end_utc: isoTime(endMs),
    resolution_reason: reason,
    time_window_filter: { findingsOutside: outside.length, linesWithoutTime: untimedLines, remarks: [...remarks] },
  };
}
