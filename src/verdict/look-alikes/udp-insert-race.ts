import type { LookAlikeId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const udpInsertRace: Hypothesis<LookAlikeId> = {
  id: "udp-insert-race",
  title: "Packets of one UDP flow race into the table",
  means:
    "Two packets of the same flow, typically the A and AAAA query of one resolver socket, reached the table at once. Kernels since 5.8 resolve the clash; the ones before drop one packet, which a resolver sees as a time-out of five seconds.",
  doesNotMean: "It is benign where the counter is clash_resolve alone.",
  severity: "warning",
  rules: [
    { when: ["clashesRose", "insertFailuresRose", "tableHasRoom"], confidence: "medium" },
    { when: ["clashesRose", "tableHasRoom"], confidence: "low" },
  ],
};
