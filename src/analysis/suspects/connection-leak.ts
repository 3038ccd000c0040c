import { countText } from "../../model/count-text.ts";
import { durationText } from "../../model/duration-text.ts";
import { birthsText } from "./births-text.ts";
import { defineSuspectRule, fewEntries, type GroupHistory, type GroupPoint, worthAName } from "./suspect-rule.ts";

/** Idle ESTABLISHED connections that become more while no more are opened than before. */
export const connectionLeak = defineSuspectRule({
  cause: "connection-leak",
  dimension: "workload",
  thresholds: {
    minimumEntries: fewEntries,
    leastShare: worthAName,
    idleShare: { default: 0.5, source: "a leak: half of one workload's ESTABLISHED connections idle for over an hour" },
    growth: { default: 0.05, source: "chosen: two walks of one table differ by some percent under churn" },
    birthsGrowth: { default: 1.25, source: "chosen: a rate told from one walk is good to some percent" },
  },
  judge(history, thresholds) {
    const latest = history.at(-1)!;
    const established = establishedOf(latest);
    const idle = latest.group.idleOverOneHour;
    if (idle < thresholds.minimumEntries || latest.group.share < thresholds.leastShare) return undefined;
    const isIdle = idle >= established * thresholds.idleShare;
    const grown = grownIdle(history, thresholds.minimumEntries, thresholds.growth, thresholds.birthsGrowth);
    if (!isIdle && grown === undefined) return undefined;
    const said = `${countText(idle)} of its ${countText(established)} ESTABLISHED connections have been idle for over an hour`;
    if (grown === undefined) return { confidence: "medium", because: said };
    const more = `${countText(grown.entries)} more than ${durationText(grown.seconds)} ago, while it opened no more than before${birthsText(latest.group.births)}`;
    return { confidence: isIdle ? "high" : "medium", because: `${said}, ${more}` };
  },
});

function establishedOf({ group }: GroupPoint): number {
  return group.byTimeout.tcpEstablished ?? 0;
}

/** Undefined where idle connections did not become more, or nobody can say that births did not. */
function grownIdle(history: GroupHistory, minimumEntries: number, growth: number, birthsGrowth: number) {
  const [first] = history;
  const latest = history.at(-1)!;
  if (first === undefined || first === latest) return undefined;
  const [birthsBefore, births] = [first.group.births, latest.group.births];
  if (birthsBefore === undefined || births === undefined) return undefined;
  const entries = latest.group.idleOverOneHour - first.group.idleOverOneHour;
  if (entries < Math.max(minimumEntries / 5, first.group.idleOverOneHour * growth)) return undefined;
  if (establishedOf(latest) <= establishedOf(first)) return undefined;
  // A rate has a band, and a workload that opens nothing has a rate of 0.
  if (births.perSecond - births.plusMinus > birthsBefore.perSecond * birthsGrowth + birthsBefore.plusMinus) return undefined;
  return { entries, seconds: (latest.monotonicMs - first.monotonicMs) / 1000 };
}
