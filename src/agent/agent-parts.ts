import type { Readable } from "node:stream";
import type { AgentStatus } from "../model/agent-status.ts";
import type { IncidentSummary } from "../model/incident.ts";

/** What the parts of the agent see of each other; `agent.ts` puts them together. */

export interface NodeWatch {
  /** Reads nothing and changes nothing: a scrape is a look at what is known. */
  status(): AgentStatus;
  /** Told after every judgement; returns what ends it. */
  subscribe(listener: (status: AgentStatus) => void): () => void;
  /** Walks the table at once and judges anew, for whoever wants no older answer; all who ask meanwhile share one walk. Throws WalkRefused. */
  walkNow(signal: AbortSignal): Promise<AgentStatus>;
}

/** The table was walked too lately, or too many wait for it: the budget of the node is not the caller's to spend. */
export class WalkRefused extends Error {
  readonly retryAfterSeconds: number;

  constructor(because: string, retryAfterSeconds: number) {
    super(because);
    this.name = "WalkRefused";
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface IncidentArchive {
  list(): readonly IncidentSummary[];
  /** The bundle by the name that `list` gives; undefined where there is none. */
  open(name: string): { readonly bytes: number; readonly stream: Readable } | undefined;
}
