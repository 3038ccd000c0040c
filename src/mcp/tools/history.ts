import { historyContract } from "../../contract/tools/history.ts";
import { ageSeconds } from "../../model/age-seconds.ts";
import type { ShelvedBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { findBundle } from "../../operations/fleet/open-bundle-fleet.ts";
import { executionResult, runStateOf } from "../../report/fleet/execution-result.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { gapsAnswer } from "../answer-parts/gaps-answer.ts";
import { defineTool } from "../tool.ts";

export const historyTool = defineTool(historyContract, async ({ instanceId, maxResults, status }, { runs, shelf, clock }, call) => {
  const { bundles, unreadable } = await shelf.list(call.signal);
  const isAsked = askedFor(instanceId, bundles);
  const runsOfNode = runs
    .list()
    .filter(({ node, cluster, instanceId: own, bundle }) => isAsked({ node, cluster, instanceId: own, id: bundle?.id }));
  const state = status === "all" ? undefined : runStateOf(status);
  const executions = runsOfNode.filter((run) => state === undefined || run.state === state);
  const collections = bundles.filter(isAsked);
  const isUnknown = runsOfNode.length === 0 && collections.length === 0 && instanceId !== undefined;
  const gaps = [...runs.remarks, ...(isUnknown ? [nothingKept] : [])];
  const nowMs = clock.nowMs();
  return {
    value: {
      success: true as const,
      executions: executions.slice(0, maxResults).map(executionResult),
      totalExecutions: executions.length,
      collections: collections.slice(0, maxResults).map((bundle) => ({
        ...answeringBundleOf(bundle),
        ageSeconds: ageSeconds(bundle.collectedAtMs, nowMs),
        ...{ bundleBytes: bundle.bytes, isRedacted: bundle.isRedacted },
      })),
      totalCollections: collections.length,
      unreadable: unreadable.slice(0, maxResults).map(({ id, because }) => ({ bundle: harmlessText(id), because: harmlessText(because) })),
      totalUnreadable: unreadable.length,
      ...gapsAnswer(gaps),
    },
  };
});

const nothingKept =
  "nothing is kept that was collected from a node of that name; cluster_health names the nodes that there are, and history without instanceId the bundles";

interface Kept {
  readonly node: string;
  readonly cluster?: string | undefined;
  readonly instanceId?: string | undefined;
  readonly id?: string | undefined;
}

/** By a name of what is kept, else by every other name that a node goes by elsewhere. */
function askedFor(asked: string | undefined, bundles: readonly ShelvedBundle[]): (kept: Kept) => boolean {
  if (asked === undefined) return () => true;
  const isNamed = ({ node, instanceId, id }: Kept) => [node, instanceId, id].includes(asked);
  const meant = bundles.some(isNamed) ? undefined : findBundle(bundles, asked);
  if (meant === undefined) return isNamed;
  const isFile = meant.node === "unknown" || meant.id.endsWith(`/${asked.trim()}`);
  return ({ node, cluster, id }) => (isFile ? id === meant.id : node === meant.node && cluster === meant.cluster);
}
