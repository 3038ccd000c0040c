import { defineCheck, type SignalDraft } from "./check.ts";

export const localConnection = defineCheck({
  id: "local-connection",
  title: "New local connection",
  says: "Whether this program's own attempts to reach this node's own services, and, while the table is nearly full, one datagram to itself, were let through by the kernel.",
  why: "A sender on the node itself gets EPERM when its packet is dropped as the table is full: proof at first hand, when the counters cannot be read.",
  doesNotMean:
    "A rule that drops outgoing packets gives EPERM as well. A refused connection is well: nothing listens there, and its packets got through.",
  nextCommand: "ullage check --only usage,drops,table-full-log",
  needs: ["localConnections"],
  cost: "cheap",
  judges: "state",
  levels: {
    issue: "An attempt was not permitted (EPERM).",
    warning: "The first packet of an attempt within the node got no answer: TCP sends again what the kernel dropped, and is told nothing.",
  },
  thresholds: {},
  evaluate({ now }) {
    const attempts = now.localConnections.value;
    if (attempts.length === 0)
      return [{ level: "ok", text: "New local connection: none was needed, the table has room", value: 0, limit: 0 }];
    const figure = (outcome: string) => attempts.filter((attempt) => attempt.outcome === outcome);
    const say = (level: "issue" | "warning", what: string, those: typeof attempts): readonly SignalDraft[] => [
      {
        level,
        text: `New local connection: ${what}: ${those.map(({ target }) => target).join(", ")}`,
        value: those.length,
        limit: attempts.length,
      },
    ];
    const notPermitted = figure("not-permitted");
    if (notPermitted.length > 0) return say("issue", "not permitted by the kernel (EPERM)", notPermitted);
    const silent = figure("timed-out").filter(({ target }) => target.includes("127.0.0.1"));
    if (silent.length > 0) return say("warning", "no answer to the first packet", silent);
    return [{ level: "ok", text: `New local connection: let through (${attempts.length} tried)`, value: 0, limit: attempts.length }];
  },
});
