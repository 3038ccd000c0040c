import type { NodeFacts } from "../../model/node-facts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { AgentClient } from "../../sources/agents/agent-client.ts";
import type { BundleShelf } from "../bundle-shelf/bundle-shelf.ts";
import type { CountedTables } from "./counted-tables.ts";

/** What a node that an agent watches is asked with. */
export interface AgentNodeOptions {
  readonly agent: AgentClient;
  readonly facts: NodeFacts;
  readonly shelf: BundleShelf;
  readonly counted: CountedTables;
  readonly clock: Clock;
  /** For each question. */
  readonly deadlineMs: number;
}
