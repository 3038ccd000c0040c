import type { NodeFacts } from "../../model/node-facts.ts";
import type { Observation } from "../../model/observation.ts";
import type { UnansweredAgent } from "../../model/unanswered-agent.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import type { ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";
import type { NodeTable } from "./node-table.ts";

/** The nodes that can be asked about, wherever the answers come from; a hub of a cluster is one more. */
export interface Fleet {
  readonly kind: "machine" | "agents" | "bundles";
  /** In words for a person: "this machine", "3 agents", "the bundles in /var/bundles". */
  readonly description: string;
  list(signal: AbortSignal): Promise<FleetListing>;
  /** By the name of the node, the id of its instance, or the id of a bundle. Throws ToolFailure `unknown-node`, with the names that are near. */
  find(instanceId: string, signal: AbortSignal): Promise<FleetNode>;
  close(): Promise<void>;
}

export interface FleetListing {
  readonly nodes: readonly FleetNode[];
  readonly unanswered: readonly UnansweredAgent[];
  readonly remarks: readonly string[];
}

export interface FleetNode {
  readonly facts: NodeFacts;
  /** Asked now; else its newest bundle speaks for it. */
  readonly isLive: boolean;
  /** What speaks for it, where that is a bundle. */
  readonly bundle?: ShelvedBundle;
  diagnose(signal: AbortSignal): Promise<Diagnosis>;
  observe(signal: AbortSignal): Promise<NodeObservation>;
  /** Into a bundle of the shelf. Of a node that is not live the newest one is given, and nothing is collected. */
  collect(options: CollectOptions, signal: AbortSignal): Promise<CollectedBundle>;
  /** What is asked of the table itself. */
  readonly table: NodeTable;
}

export interface NodeObservation {
  readonly observation: Observation;
  readonly origin: string;
  readonly remarks: readonly string[];
  readonly isRedacted: boolean;
}

export interface CollectOptions {
  readonly directory: string;
  readonly windowSeconds: number;
  readonly onProgress: (message: string) => void;
}

export interface CollectedBundle {
  readonly path: string;
  readonly bytes: number;
  /** Nothing was collected: the bundle was there. */
  readonly wasThere?: true;
}
