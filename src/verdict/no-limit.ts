import type { Hypothesis } from "./hypothesis.ts";

/**
 * That nothing is being hit is a verdict with rules of its own, never what is left over: each limit must have been looked at and have room. Where one could
 * not be looked at, the verdict is `unknown`.
 */
export const noLimit: Hypothesis<"none"> = {
  id: "none",
  title: "No limit is being hit",
  means: "Every limit that Ullage knows was looked at, and none is near.",
  doesNotMean: "It does not mean that nothing is wrong: a look-alike, or something beyond this node, may lose connections.",
  severity: "ok",
  rules: [
    {
      when: [
        "tableHasRoom",
        "roomForLonger",
        "hashHasRoom",
        "dropsStill",
        "evictionsStill",
        "insertFailuresStill",
        "connectionAllowanceHasRoom",
        "bpfMapsHaveRoom",
        "podTablesHaveRoom",
        "sourceNatPortsFree",
        "nothingLogged",
      ],
      confidence: "high",
    },
    {
      when: ["tableHasRoom", "dropsStill", "evictionsStill", "insertFailuresStill", "connectionAllowanceHasRoom", "bpfMapsHaveRoom"],
      confidence: "medium",
    },
    // Packets of one flow that race each other are refused in a table with room: that is no limit.
    {
      when: [
        "tableHasRoom",
        "evictionsStill",
        "dropsAreInsertFailures",
        "portsFoundFree",
        "clashesRose",
        "connectionAllowanceHasRoom",
        "bpfMapsHaveRoom",
      ],
      confidence: "medium",
    },
    {
      when: [
        "tableHasRoom",
        "evictionsStill",
        "dropsAreInsertFailures",
        "portsFoundFree",
        "insertFailuresAreFew",
        "connectionAllowanceHasRoom",
        "bpfMapsHaveRoom",
      ],
      confidence: "medium",
    },
  ],
};
