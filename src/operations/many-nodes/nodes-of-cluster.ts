import { chooseCluster } from "../../analysis/fleet/choose-cluster.ts";
import type { UnansweredAgent } from "../../model/unanswered-agent.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { Fleet, FleetNode } from "../fleet/fleet.ts";

export interface ClusterNodes {
  /** Undefined where nobody tells one and none was named. */
  readonly cluster?: string;
  readonly nodes: readonly FleetNode[];
  /** Of the whole fleet: who is silent does not say of which cluster it is. */
  readonly unanswered: readonly UnansweredAgent[];
  /** In words for a person. */
  readonly remarks: readonly string[];
}

/** Throws ToolFailure `unknown-cluster`, naming those that are known. */
export async function nodesOfCluster(fleet: Fleet, clusterName: string | undefined, signal: AbortSignal): Promise<ClusterNodes> {
  const { nodes, unanswered, remarks } = await fleet.list(signal);
  const choice = chooseCluster(nodes, clusterName);
  if (choice.status === "chosen") {
    const { cluster } = choice;
    return { nodes: choice.nodes, unanswered, remarks: [...remarks, ...choice.remarks], ...(cluster === undefined ? {} : { cluster }) };
  }
  const known = `${choice.known.slice(0, mostNamed).join(", ")}${choice.known.length > mostNamed ? ` and ${choice.known.length - mostNamed} more` : ""}`;
  throw choice.status === "unknown"
    ? new ToolFailure("unknown-cluster", `no node here is of a cluster named ${clusterName}; known are: ${known}`)
    : new ToolFailure("unknown-cluster", `the nodes here are of ${choice.known.length} clusters: ${known}`, {
        next: "Call again with clusterName, one of those that the message names.",
      });
}

const mostNamed = 20;
