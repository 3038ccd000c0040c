import type { AgentStatus } from "../../model/agent-status.ts";
import type { NodeWatch } from "../agent-parts.ts";
import { choiceIn } from "./request-query.ts";

export const walkParameter = "walk";

/** The status that an answer is made of: what is known, or with `walk=now` what one walk of the table finds, which all who ask meanwhile share. */
export class StatusAsked {
  /** A walk of a million entries takes seconds; one that is cut off ends by itself before this. */
  readonly deadlineSeconds = 90;
  private readonly watch: NodeWatch;

  constructor(watch: NodeWatch) {
    this.watch = watch;
  }

  /** Throws WalkRefused where the budget of the node does not allow another one. */
  async status(query: ReadonlyMap<string, string>, signal: AbortSignal): Promise<AgentStatus> {
    const asks = choiceIn(query, walkParameter, ["last", "now"], "last") === "now";
    return asks ? this.watch.walkNow(signal) : this.watch.status();
  }
}
