import { chanceOf, secondsUntilFull } from "../analysis/forecast/chance.ts";
import { longestTurnSeconds, mayBeUncollected } from "../analysis/forecast/collection-turn.ts";
import { type CountedMoment, growthBetween } from "../analysis/forecast/growth-between.ts";
import { timeoutsFromSysctls } from "../model/conntrack-timeouts.ts";
import { durationText } from "../model/duration-text.ts";
import type { Forecast } from "../model/forecast.ts";
import { defineCheck, type Evidence, type JudgedDraft, type SignalDraft } from "./check.ts";

export const timeToFull = defineCheck({
  id: "time-to-full",
  title: "Time to full",
  says: "How long until nf_conntrack_count reaches nf_conntrack_max if the table goes on growing as it did between the two samples. Where the table was walked, what has expired and is counted still is no growth.",
  why: "A percentage says how much is left, not how long it lasts: at a thousand new entries a second, a table that is half full is full in minutes.",
  doesNotMean:
    "It is no forecast: it draws a straight line through two samples. A burst that ends draws the same line as a leak, and a table that empties tells nothing about the next hour. Not evaluated does not mean that there is time: the kernel counts what has expired until it collects it, every two minutes at the latest, and two counts cannot tell that from growth.",
  nextCommand: "ullage check --full --only usage,time-to-full",
  needs: ["tableUsage"],
  uses: ["settings", "tableComposition"],
  cost: "cheap",
  judges: "increase",
  levels: {
    notice: "At this growth the table is full in less than warningSeconds, but it is filled to less than minimumRatio.",
    warning: "At this growth the table is full in less than warningSeconds.",
    issue: "At this growth the table is full in less than issueSeconds, or it is full already.",
  },
  thresholds: {
    warningSeconds: { default: 900, unit: "seconds", source: "chosen: the time an operator needs to find out and to act" },
    issueSeconds: { default: 120, unit: "seconds", source: "chosen: less than it takes to read an alert and log in" },
    minimumRatio: {
      default: 0.1,
      unit: "ratio",
      source:
        "measured: traffic that begins at 0.3 % use draws a line to full in five minutes, and stays at a tenth as its entries time out",
    },
    minimumWindow: { default: 1, unit: "seconds", source: "chosen: the kernel collects expired entries in batches of up to a second" },
    collectionWindow: {
      default: longestTurnSeconds,
      unit: "seconds",
      source: "the longest turn of the kernel's collector (Linux 5.14 to 5.17): a rise of the counts that lasts longer is taken for growth",
    },
    minimumIncrease: {
      default: 100,
      unit: "count",
      source: "chosen: fewer entries come and go by chance; a larger table must grow by the square root of its count as well",
    },
  },
  evaluate(
    { now, earlier, windowSeconds, forecast },
    { warningSeconds, issueSeconds, minimumRatio, minimumWindow, collectionWindow, minimumIncrease },
  ) {
    const { count, max } = now.tableUsage.value;
    if (max === 0) return [{ level: "ok", text: "Time to full: the table has no limit (nf_conntrack_max is 0)" }];
    if (count >= max)
      return [{ level: "issue", text: `Time to full: the table is full (${count} / ${max})`, value: 0, limit: warningSeconds }];
    const leveled = (seconds: number): JudgedDraft["level"] => {
      const slowly = count / max < minimumRatio ? "notice" : "warning";
      return seconds < issueSeconds ? "issue" : seconds < warningSeconds ? slowly : "ok";
    };
    if (forecast !== undefined && forecast.kind !== "too-short") return [draftForecast(forecast, warningSeconds, leveled)];
    if (earlier === undefined) return [{ level: "not-evaluated", because: "one sample; growth needs two" }];
    if (windowSeconds < minimumWindow)
      return [{ level: "not-evaluated", because: `the two samples are ${durationText(windowSeconds)} apart` }];
    const { grown, isOfTheLiving } = growthBetween(momentOf(earlier), momentOf(now));
    // For lifetimes above the window the root of the count bounds what comes and goes by chance.
    if (grown <= chanceOf(count, minimumIncrease))
      return [{ level: "ok", text: `Time to full: no growth beyond chance (${signed(grown)} entries in ${durationText(windowSeconds)})` }];
    const perSecond = grown / windowSeconds;
    const seconds = secondsUntilFull(max - count, perSecond);
    const line = `${durationText(seconds)} at ${Math.round(perSecond)} more entries a second (${max - count} left)`;
    const isDoubtful = !isOfTheLiving && windowSeconds < collectionWindow;
    if (seconds < warningSeconds && isDoubtful && mayBeUncollected(perSecond, earlier.tableUsage.value.count, shortestTimeout(now)))
      return [{ level: "not-evaluated", because: `${line}, if they live: what has expired is counted until the kernel collects it` }];
    return [{ level: leveled(seconds), text: `Time to full: ${line}`, value: Math.round(seconds), limit: warningSeconds }];
  },
});

/** What a series says is not judged again by two of its samples: both would be said of one table, and differ. */
function draftForecast(
  { kind, because, secondsToFull, burstHeadroomSeconds = 0 }: Forecast,
  warningSeconds: number,
  leveled: (seconds: number) => JudgedDraft["level"],
): SignalDraft {
  const text = `Time to full: ${because}`;
  switch (kind) {
    case "fills":
    case "full": {
      const seconds = kind === "full" ? 0 : (secondsToFull?.estimate ?? Number.POSITIVE_INFINITY);
      const value = Number.isFinite(seconds) ? { value: Math.round(seconds) } : {};
      return { level: leveled(seconds), text, ...value, limit: warningSeconds };
    }
    case "no-trend":
    case "too-short":
      // What goes up and down is known to have time where it would have time even if it only rose.
      return burstHeadroomSeconds >= warningSeconds ? { level: "ok", text } : { level: "not-evaluated", because };
    default:
      return { level: "ok", text };
  }
}

type Sample = Evidence<"tableUsage", "settings" | "tableComposition">["now"];

function momentOf({ tableUsage, tableComposition }: Sample): CountedMoment {
  return { count: tableUsage.value.count, ...(tableComposition === undefined ? {} : { composition: tableComposition.value }) };
}

/** One second where the timeouts are not known: they may have been set to that. */
function shortestTimeout({ settings }: Sample): number {
  const timeouts = Object.values(timeoutsFromSysctls(settings?.value.sysctls ?? {}));
  return timeouts.length === 0 ? 1 : Math.min(...timeouts);
}

function signed(number: number): string {
  return number > 0 ? `+${number}` : String(number);
}
