import { agentHealth, agentReadiness } from "../../../report/agent-health.ts";
import type { NodeWatch } from "../../agent-parts.ts";
import { negotiateForm } from "../negotiate-form.ts";
import { jsonAnswer, plainAnswer, type Route } from "../route.ts";

const forms = ["text", "json"] as const;

export function healthRoutes(watch: NodeWatch): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/healthz",
      gives: "whether the agent lives",
      parameters: ["format"],
      deadlineSeconds: 10,
      answer({ headers, query }) {
        const form = negotiateForm(headers.accept, query, forms);
        const health = agentHealth(watch.status());
        const status = health.status === "ok" ? 200 : 503;
        return form === "json"
          ? jsonAnswer(health, status)
          : plainAnswer(
              `${[health.status, ...health.stale.map(({ work, because }) => `stale: ${work}: ${because}`)].join("\n")}\n`,
              status,
            );
      },
    },
    {
      method: "GET",
      path: "/readyz",
      gives: "whether it has judged for the first time",
      parameters: ["format"],
      deadlineSeconds: 10,
      answer({ headers, query }) {
        const form = negotiateForm(headers.accept, query, forms);
        const readiness = agentReadiness(watch.status());
        const status = readiness.status === "ready" ? 200 : 503;
        return form === "json" ? jsonAnswer(readiness, status) : plainAnswer(`${readiness.status}\n`, status);
      },
    },
  ];
}
