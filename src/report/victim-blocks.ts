import { sufferingText } from "../analysis/sufferings.ts";
import type { Diagnosis } from "../model/verdict.ts";
import type { Victim } from "../model/victim.ts";
import type { Block } from "./document.ts";
import { countText } from "./figures.ts";
import { harmlessText } from "./harmless-text.ts";

/** Who suffers, beside who fills the table. */
export function victimBlocks({
  victims,
  verdict,
  windowSeconds,
  victimsWindowSeconds = windowSeconds,
}: Pick<Diagnosis, "victims" | "verdict" | "windowSeconds" | "victimsWindowSeconds">): Block[] {
  if (victims.length === 0) return [];
  return [
    { kind: "heading", text: "Who suffers" },
    {
      kind: "table",
      columns: [
        { title: "", align: "left" },
        { title: `within ${victimsWindowSeconds} s`, align: "right" },
        { title: "", align: "left" },
        { title: "a second", align: "right" },
        { title: "besides", align: "left" },
      ],
      rows: victims.map((victim) => [
        victimName(victim),
        countText(victim.increase),
        sufferingText(victim.what),
        rateText(victim.perSecond),
        victim.also.map(({ what, increase }) => `${countText(increase)} ${sufferingText(what)}`).join(", "),
      ]),
    },
    { kind: "paragraph", text: whatItMeans(victims, verdict.limit) },
  ];
}

/** `shop/checkout: 80 SYN retransmits (40/s)`. */
export function victimText(victim: Victim): string {
  return `${victimName(victim)}: ${countText(victim.increase)} ${sufferingText(victim.what)} (${rateText(victim.perSecond)}/s)`;
}

function victimName({ name, namespace, isOwn }: Victim): string {
  if (isOwn) return "the node's own network";
  return harmlessText(namespace === undefined ? name : `${namespace}/${name}`);
}

function rateText(perSecond: number): string {
  return perSecond >= 10 ? countText(perSecond) : String(Number(perSecond.toFixed(1)));
}

function whatItMeans(victims: readonly Victim[], limit: Diagnosis["verdict"]["limit"]): string {
  const isTryingAgain = victims.some(({ what }) => what === "syn-retransmits" || what === "unsent");
  if (!isTryingAgain) return "None of this is what a full table does: it drops the first packet of connections and leaves open ones alone.";
  switch (limit) {
    case "none":
      return "No limit of this node is hit, so that what they try to reach, a policy, or a table on another node may be why: diagnose the node of the destination.";
    case "unknown":
    case "approaching-limit":
    case "hash-undersized":
      return "Whether a limit of this node is why is not known: a destination that is down looks the same.";
    default:
      return "Queries over UDP that are lost on the way are counted by nobody, so that more may suffer than are named.";
  }
}
