import { readJsonBody } from "../read-json-body.ts";
import { jsonAnswer, type Route } from "../route.ts";

/** What of a payload is no webhook of Alertmanager's is thrown. */
export type AnswerAlerts = (payload: unknown) => unknown;

/** Answers and does nothing: an alert never makes the agent act. */
export function alertsRoute(answerAlerts: AnswerAlerts): Route {
  return {
    method: "POST",
    path: "/v1/alerts",
    gives: "the diagnosis of each alert of an Alertmanager webhook",
    parameters: [],
    deadlineSeconds: 20,
    async answer({ message, signal }) {
      const payload = await readJsonBody(message, signal);
      return jsonAnswer(answerAlerts(payload));
    },
  };
}
