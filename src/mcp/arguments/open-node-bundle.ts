import type { OpenBundle, ShelvedBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { findBundle, unreadableBundle } from "../../operations/fleet/open-bundle-fleet.ts";
import { isOfNode } from "../../operations/fleet/stand-in.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { ToolCall, ToolContext } from "../tool.ts";

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
  const node = await fleet.find(instanceId, signal).catch(keptIfOutlived);
  const unknown = node instanceof ToolFailure ? node : undefined;
  const live = node instanceof ToolFailure ? undefined : node;
  if (live?.bundle !== undefined) return live.bundle;
  // The list has the newest first.
  const { bundles, unreadable } = await shelf.list(signal);
  const bundle = live === undefined ? findBundle(bundles, instanceId) : bundles.find((one) => isOfNode(one, live.facts));
  if (bundle !== undefined) return bundle;
  throw (
    unreadableBundle(unreadable, instanceId) ?? unknown ?? new ToolFailure("no-bundle", `nothing has been collected from ${instanceId}`)
  );
}

/** What a bundle that was collected before can still be asked after. */
const outlived: ReadonlySet<string> = new Set(["unknown-node", "node-unanswered"]);

function keptIfOutlived(error: unknown): ToolFailure {
  if (error instanceof ToolFailure && outlived.has(error.code)) return error;
  throw error;
}
