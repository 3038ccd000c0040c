import type { LookAlikeId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const listenOverflow: Hypothesis<LookAlikeId> = {
  id: "listen-overflow",
  title: "A server's queue of new connections overflows",
  means: "A listening socket was not served quickly enough, so finished handshakes were thrown away and clients try again.",
  doesNotMean: "The network delivered the packets; connection tracking is not at fault.",
  severity: "warning",
  rules: [{ when: ["listenQueueOverflowed"], confidence: "high" }],
  escalation: { to: "development", because: "a server does not accept its connections in time" },
};
