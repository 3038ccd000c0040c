import { trafficDimensions } from "../../../model/table-traffic.ts";
import { agentTop } from "../../../report/agent-top.ts";
import { topColumnIds } from "../../../report/top/top-columns.ts";
import { ApiError } from "../api-error.ts";
import { choiceIn, numberIn } from "../request-query.ts";
import { jsonAnswer, type Route } from "../route.ts";
import { type StatusAsked, walkParameter } from "../status-asked.ts";

/** A frame as `ullage top --batch --output json` prints it, of the last walk. */
export function topRoute(asked: StatusAsked): Route {
  return {
    method: "GET",
    path: "/v1/top",
    gives: "who has the entries",
    parameters: ["by", "sort", "limit", "name", walkParameter],
    deadlineSeconds: asked.deadlineSeconds,
    async answer({ query, signal }) {
      const question = {
        by: choiceIn(query, "by", trafficDimensions, "workload"),
        sort: choiceIn(query, "sort", topColumnIds, "entries"),
        limit: numberIn(query, "limit", { from: 1, to: 10_000, isWhole: true, otherwise: 20 }),
        name: query.get("name") ?? "",
      };
      const frame = agentTop(await asked.status(query, signal), question);
      if (frame === undefined) throw new ApiError("not-ready", "the table was not read yet", { retryAfterSeconds: 1 });
      return jsonAnswer(frame);
    },
  };
}
