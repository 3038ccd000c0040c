import type { AskedNode } from "../../analysis/fleet/node-condition.ts";
import type { Clock } from "../../platform/clock.ts";
import { ToolFailure, type ToolFailureCode } from "../../platform/tool-failure.ts";
import type { Fleet, FleetNode } from "../fleet/fleet.ts";
import { atOnce } from "./at-once.ts";

export interface DiagnosedNodes {
  /** In the order in which they were given. */
  readonly asked: readonly AskedNode[];
  readonly unanswered: readonly UnansweredNode[];
}

/** A node that is known and about which nothing could be said. */
export interface UnansweredNode {
  readonly name: string;
  readonly code: ToolFailureCode;
  readonly because: string;
}

export interface DiagnoseNodesOptions {
  readonly kind: Fleet["kind"];
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, message: string) => void;
  readonly clock: Clock;
  /** Nodes whose turn has not come by then are not asked, so that those that were make an answer. */
  readonly withinMs?: number;
}

/** Below the deadline of a call that only reads. What was read of bundles by then is kept, so that the next call comes further. */
const defaultWithinMs = 45_000;

/** Agents answer of what they know; a bundle that is not in the index is read, which takes this machine's own time. */
const mostAtOnce = { machine: 1, agents: 64, bundles: 4 } as const satisfies Record<Fleet["kind"], number>;

/** Who does not answer, or has a bundle that cannot be read, is named and holds up nobody. */
export async function diagnoseNodes(
  nodes: readonly FleetNode[],
  { kind, signal, onProgress, clock, withinMs = defaultWithinMs }: DiagnoseNodesOptions,
): Promise<DiagnosedNodes> {
  let done = 0;
  const endMs = clock.monotonicMs() + withinMs;
  const outcomes = await atOnce(nodes, { most: mostAtOnce[kind], signal }, async (node, cut): Promise<AskedNode | UnansweredNode> => {
    const outcome = clock.monotonicMs() >= endMs ? notAsked(node, withinMs) : await diagnoseOne(node, cut, signal);
    onProgress(++done, nodes.length, `${done} of ${nodes.length} nodes`);
    return outcome;
  });
  return {
    asked: outcomes.flatMap((outcome) => ("diagnosis" in outcome ? [outcome] : [])),
    unanswered: outcomes.flatMap((outcome) => ("because" in outcome ? [outcome] : [])),
  };
}

function notAsked({ facts }: FleetNode, withinMs: number): UnansweredNode {
  return {
    name: facts.name,
    code: "timed-out",
    because: `its turn did not come within ${withinMs / 1000} s; call again, what was read by then is kept`,
  };
}

async function diagnoseOne(node: FleetNode, cut: AbortSignal, signal: AbortSignal): Promise<AskedNode | UnansweredNode> {
  const { facts, isLive, bundle } = node;
  try {
    const diagnosis = await node.diagnose(cut);
    return { facts, isLive, isRedacted: bundle?.isRedacted ?? false, diagnosis, ...(bundle === undefined ? {} : { bundleId: bundle.id }) };
  } catch (error) {
    if (signal.aborted || !(error instanceof ToolFailure) || error.code === "cancelled") throw error;
    return { name: facts.name, code: error.code, because: error.message };
  }
}
