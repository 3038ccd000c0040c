import { agentSnapshot } from "../../../report/agent-snapshot.ts";
import type { Route } from "../route.ts";
import { jsonAnswer } from "../route.ts";
import { type StatusAsked, walkParameter } from "../status-asked.ts";

export function snapshotRoute(asked: StatusAsked): Route {
  return {
    method: "GET",
    path: "/v1/snapshot",
    gives: "the latest reading of every part, and how the agent goes",
    parameters: [walkParameter],
    deadlineSeconds: asked.deadlineSeconds,
    answer: async ({ query, signal }) => jsonAnswer(agentSnapshot(await asked.status(query, signal))),
  };
}
