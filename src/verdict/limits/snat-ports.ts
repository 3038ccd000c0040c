import type { LimitId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const snatPorts: Hypothesis<LimitId> = {
  id: "snat-ports",
  title: "Source NAT has no free port",
  means:
    "Masquerading found no free port towards one destination, so the entry could not be inserted and its packet was dropped, in a table that is nearly empty.",
  doesNotMean: "The table is not full, so raising nf_conntrack_max changes nothing.",
  severity: "critical",
  rules: [
    {
      when: ["tableHasRoom", "insertFailuresRose", "dropsAreInsertFailures", "portsFoundTaken", "sourceNatPortsTaken"],
      confidence: "high",
    },
    // On a range of ten ports `found` stays at 0: the last tries are not counted.
    { when: ["tableHasRoom", "insertFailuresRose", "dropsAreInsertFailures", "sourceNatPortsTaken"], confidence: "high" },
    { when: ["tableHasRoom", "insertFailuresRose", "dropsAreInsertFailures", "portsFoundTaken"], confidence: "high" },
    // Where packets race, as over a service address, the failures may be theirs.
    { when: ["tableHasRoom", "insertFailuresRose", "dropsAreInsertFailures", "clashesStill"], confidence: "medium" },
  ],
  escalation: { to: "platform", because: "the ports or addresses that connections are translated to are too few for one destination" },
};
