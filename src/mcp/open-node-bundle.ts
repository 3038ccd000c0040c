import type { OpenBundle, ShelvedBundle } from "../operations/bundle-shelf/bundle-shelf.ts";
import { ToolFailure } from "../platform/tool-failure.ts";
import type { ToolCall, ToolContext } from "./tool.ts";

/**
 * The newest bundle of the node, instance or bundle that a caller named, opened. A node that is gone or does not answer is still asked through what was collected
 * of it. Throws ToolFailure `no-bundle` where nothing was.
 */
export async function openNodeBundle(context: ToolContext, instanceId: string, call: ToolCall): Promise<OpenBundle> {
  return openShelvedBundle(context, await findNodeBundle(context, instanceId, call.signal), call);
}

/** Opens a bundle and lets the baselines learn of it: every tool that asks a bundle goes through here. */
export async function openShelvedBundle(context: ToolContext, bundle: ShelvedBundle, call: ToolCall): Promise<OpenBundle> {
  const open = await context.shelf.open(bundle, call);
  await context.baselines.learn({
    ...(bundle.cluster === undefined ? {} : { cluster: bundle.cluster }),
    node: bundle.node,
    collectedAtMs: bundle.collectedAtMs,
    severity: open.diagnosis.verdict.severity,
    ...(bundle.label === undefined ? {} : { label: bundle.label }),
    findings: open.findings.findings,
  });
  return open;
}

/** Which bundle speaks for what a caller named, without opening it. */
export async function findNodeBundle(context: ToolContext, instanceId: string, signal: AbortSignal): Promise<ShelvedBundle> {
  const { fleet, shelf } = context;
  let unknown: ToolFailure | undefined;
  const names = new Set([instanceId]);
  let ofCluster: string | undefined;
  try {
    const node = await fleet.find(instanceId, signal);
    if (node.bundle !== undefined) return node.bundle;
    names.add(node.facts.name);
    ofCluster = node.facts.cluster;
    if (node.facts.instanceId !== undefined) names.add(node.facts.instanceId);
  } catch (error) {
    if (!(error instanceof ToolFailure) || !outlived.has(error.code)) throw error;
    unknown = error;
  }
  const { bundles } = await shelf.list(signal);
  const named = bundles.find(({ id }) => id === instanceId);
  // The list has the newest first. Nodes of two clusters may have one name.
  const newest = bundles.find(
    ({ node, instanceId: instance, cluster }) =>
      (names.has(node) || (instance !== undefined && names.has(instance))) &&
      (ofCluster === undefined || cluster === undefined || cluster === ofCluster),
  );
  const bundle = named ?? newest;
  if (bundle !== undefined) return bundle;
  if (unknown !== undefined) throw unknown;
  throw new ToolFailure("no-bundle", `nothing has been collected from ${instanceId}`);
}

/** What a bundle that was collected before can still be asked after. */
const outlived: ReadonlySet<string> = new Set(["unknown-node", "node-unanswered"]);
