import type { CauseId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";

export const fanOut: Hypothesis<CauseId> = {
  id: "fan-out",
  title: "One client holds connections to very many destinations",
  means: "One client has a quarter of the table or more, spread over a hundred destinations or more.",
  doesNotMean: "A proxy or a scraper does this by design; it then needs room for it.",
  severity: "warning",
  rules: [{ when: ["oneClientFansOut"], confidence: "medium" }],
  escalation: { to: "development", because: "one client talks to very many destinations at once" },
};
