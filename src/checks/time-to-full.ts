import { chanceOf, secondsUntilFull } from "../analysis/forecast/chance.ts";
import { durationText } from "../model/duration-text.ts";
import { defineCheck } from "./check.ts";

export const timeToFull = defineCheck({
  id: "time-to-full",
  title: "Time to full",
  says: "How long until nf_conntrack_count reaches nf_conntrack_max if it goes on growing as it did between the two samples.",
  why: "A percentage says how much is left, not how long it lasts: at a thousand new entries a second, a table that is half full is full in minutes.",
  doesNotMean:
    "It is no forecast: it draws a straight line through two samples. A burst that ends draws the same line as a leak, and a table that empties tells nothing about the next hour.",
  nextCommand: "ullage check --only usage,time-to-full --window 30",
  needs: ["tableUsage"],
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
    minimumIncrease: {
      default: 100,
      unit: "count",
      source: "chosen: fewer entries come and go by chance; a larger table must grow by the square root of its count as well",
    },
  },
  evaluate({ now, earlier, windowSeconds }, { warningSeconds, issueSeconds, minimumRatio, minimumWindow, minimumIncrease }) {
    const { count, max } = now.tableUsage.value;
    if (max === 0) return [{ level: "ok", text: "Time to full: the table has no limit (nf_conntrack_max is 0)" }];
    if (count >= max)
      return [{ level: "issue", text: `Time to full: the table is full (${count} / ${max})`, value: 0, limit: warningSeconds }];
    if (earlier === undefined) return [{ level: "not-evaluated", because: "one sample; growth needs two" }];
    if (windowSeconds < minimumWindow)
      return [{ level: "not-evaluated", because: `the two samples are ${durationText(windowSeconds)} apart` }];
    const grown = count - earlier.tableUsage.value.count;
    // For lifetimes above the window the root of the count bounds what comes and goes by chance.
    if (grown <= chanceOf(count, minimumIncrease))
      return [{ level: "ok", text: `Time to full: no growth beyond chance (${signed(grown)} entries in ${durationText(windowSeconds)})` }];
    const seconds = secondsUntilFull(max - count, grown / windowSeconds);
    const slowly = count / max < minimumRatio ? "notice" : "warning";
    const level = seconds < issueSeconds ? "issue" : seconds < warningSeconds ? slowly : "ok";
    const text = `Time to full: ${durationText(seconds)} at ${Math.round(grown / windowSeconds)} more entries a second (${max - count} left)`;
    return [{ level, text, value: Math.round(seconds), limit: warningSeconds }];
  },
});

function signed(number: number): string {
  return number > 0 ? `+${number}` : String(number);
}
