import { counterIncrease } from "../analysis/counter-increase.ts";
import { defineCheck } from "./check.ts";
import { draftIncrease } from "./increase-draft.ts";

export const listenOverflow = defineCheck({
  id: "listen-overflow",
  title: "Listen queue overflows",
  says: "How often within the window a finished handshake found the accept queue of its listening socket full: TcpExt ListenOverflows, in the reader's namespace.",
  why: "The client's connection times out although the server runs, which looks just like a full table.",
  doesNotMean:
    "It does not mean that connection tracking lost anything: the program accepts too slowly or its backlog is too short. Pods count for themselves, so 0 here says nothing about a pod's server.",
  nextCommand: "ss -ltn",
  needs: ["socketQueues"],
  cost: "cheap",
  judges: "increase",
  levels: { warning: "The counter rose by warningIncrease or more." },
  thresholds: {
    warningIncrease: { default: 1, unit: "count", source: "each is a connection that its client believed open and that was dropped" },
  },
  evaluate({ now, earlier, windowSeconds }, { warningIncrease }) {
    const counted = counterIncrease("listenOverflows", earlier?.socketQueues.value.tcpExt, now.socketQueues.value.tcpExt);
    return [
      draftIncrease("Listen queue overflows", counted, windowSeconds, ({ increase, said }) => ({
        level: increase >= warningIncrease ? "warning" : "ok",
        text: `Listen queue overflows: ${said}`,
      })),
    ];
  },
});
