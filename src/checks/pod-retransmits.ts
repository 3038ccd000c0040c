import { sufferingText } from "../analysis/sufferings.ts";
import { findVictims, victimThresholds } from "../analysis/victims.ts";
import { durationText } from "../model/duration-text.ts";
import type { Victim } from "../model/victim.ts";
import { defineCheck, type JudgedDraft } from "./check.ts";
import { limitSubjects } from "./limit-subjects.ts";

export const podRetransmits = defineCheck({
  id: "pod-retransmits",
  title: "Pods that try again",
  says: "Which network namespaces sent the first segment of connections again, or had their own packets refused, within the window, by their own TCP and IP counters.",
  why: "A full table of the node drops what pods send without telling anyone: the pods' own counters are where it shows, and they name who suffers.",
  doesNotMean:
    "It does not say why: a destination that is down, a policy that drops, or a full table elsewhere look the same. Queries over UDP that are lost on the way are counted nowhere.",
  nextCommand: "ullage diagnose",
  needs: ["podNetworks"],
  cost: "wide",
  judges: "increase",
  levels: {
    notice: "A namespace reaches minimumPerSecond and minimumIncrease.",
    warning: "warningNetworks of them do at once.",
  },
  thresholds: {
    minimumPerSecond: {
      default: victimThresholds.minimumPerSecond,
      unit: "per-second",
      source: "measured: a connection that nobody answers is tried again once a second at first (Linux 6.18)",
    },
    minimumIncrease: {
      default: victimThresholds.minimumIncrease,
      unit: "count",
      source: "chosen: within two seconds these are several connections",
    },
    warningNetworks: {
      default: 3,
      unit: "count",
      source: "chosen: one pod has lost its destination; several at once have something in common",
    },
  },
  evaluate({ now, earlier, windowSeconds }, { minimumPerSecond, minimumIncrease, warningNetworks }) {
    if (earlier === undefined)
      return [{ level: "not-evaluated", because: "one sample; counters since a namespace began say nothing of today" }];
    const [before, after] = [earlier.podNetworks.value, now.podNetworks.value];
    const { victims, compared } = findVictims(before, after, windowSeconds, { minimumPerSecond, minimumIncrease });
    if (compared === 0) return [{ level: "not-evaluated", because: "no network namespace was in both samples" }];
    const trying = victims.filter(({ what }) => what === "syn-retransmits" || what === "unsent");
    const text = `Pods that try again: none of ${compared} network namespaces in ${durationText(windowSeconds)}`;
    if (trying.length === 0) return [{ level: "ok", text, value: 0 }];
    const level = trying.length >= warningNetworks ? "warning" : "notice";
    return limitSubjects(
      trying.map(
        (victim): JudgedDraft => ({
          level,
          text: `Pods that try again: ${nameOf(victim)}: ${victim.increase} ${sufferingText(victim.what)} in ${durationText(windowSeconds)}`,
          subject: nameOf(victim),
          value: victim.increase,
        }),
      ),
      (more) => `Pods that try again: ${more} more network namespaces`,
    );
  },
});

function nameOf({ name, namespace, isOwn }: Victim): string {
  if (isOwn) return "the node's own network";
  return namespace === undefined ? name : `${namespace}/${name}`;
}
