import type { Finding } from "../../model/finding.ts";

export interface WindowedFinding {
  readonly finding: Finding;
  /** How often it was said in the window, by the lines that tell a time. */
  readonly countInWindow: number;
  /** `said` is what a line or a reading of the window says; `untimed` and `unclear` could not be excluded. */
  readonly because: "said" | "untimed" | "unclear";
}

export interface WindowSelection {
  readonly inside: readonly WindowedFinding[];
  readonly outside: readonly Finding[];
  /** Lines of the findings that are listed which tell no time, so that nobody knows when they were said. */
  readonly untimedLines: number;
}

/** What was said within a window, to the minute, both ends included. What tells no time is kept and counted: to leave it out would hide it. */
export function findingsInWindow(
  findings: readonly Finding[],
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  collectedAtMs: number,
): WindowSelection {
  const inside: WindowedFinding[] = [];
  const outside: Finding[] = [];
  let untimedLines = 0;
  for (const finding of findings) {
    const windowed = inWindow(finding, Math.floor(startMs / 60_000), Math.floor(endMs / 60_000), collectedAtMs);
    if (windowed === undefined) outside.push(finding);
    else {
      inside.push(windowed);
      untimedLines += finding.untimed;
    }
  }
  return { inside, outside, untimedLines };
}

function inWindow(finding: Finding, firstMinute: number, lastMinute: number, collectedAtMs: number): WindowedFinding | undefined {
  const collectedMinute = Math.floor(collectedAtMs / 60_000);
  let countInWindow = 0;
  // From the newest on: what is asked about is mostly the time before the collection.
  for (let index = finding.minutes.length - 1; index >= 0; index--) {
    const [minute, count] = finding.minutes[index] ?? [0, 0];
    // A reading that ended seconds after the time the bundle is named by counts as of that time.
    const at = finding.from === "check" ? Math.min(minute, collectedMinute) : minute;
    if (at < firstMinute) break;
    if (at <= lastMinute) countInWindow += count;
  }
  if (countInWindow > 0) return { finding, countInWindow, because: "said" };
  if (finding.untimed > 0) return { finding, countInWindow, because: "untimed" };
  return isCutBefore(finding, firstMinute, lastMinute) ? { finding, countInWindow, because: "unclear" } : undefined;
}

/** Its older minutes are not kept, and the window is among them. */
function isCutBefore({ minutes, count, untimed, firstSeenAtMs }: Finding, firstMinute: number, lastMinute: number): boolean {
  const [oldest] = minutes;
  if (oldest === undefined || firstSeenAtMs === undefined) return false;
  if (firstMinute >= oldest[0] || lastMinute < Math.floor(firstSeenAtMs / 60_000)) return false;
  return minutes.reduce((sum, [, times]) => sum + times, 0) < count - untimed;
}
