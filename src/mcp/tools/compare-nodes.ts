import { compareSnapshots } from "../../analysis/compare-snapshots.ts";
import { compareConfigurations } from "../../analysis/fleet/compare-configurations.ts";
import { compareFindings } from "../../analysis/fleet/compare-findings.ts";
import { compareInsight } from "../../analysis/fleet/compare-insight.ts";
import { suggestFromComparison } from "../../analysis/suggest-from-comparison.ts";
import { compareNodesContract } from "../../contract/tools/compare-nodes.ts";
import { type ComparedNode, nodesToCompare } from "../../operations/many-nodes/nodes-to-compare.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { compareNodesResult } from "../../report/fleet/compare-nodes-result.ts";
import { harmlessValue } from "../../report/harmless-value.ts";
import { defineTool } from "../tool.ts";

export const compareNodesTool = defineTool(compareNodesContract, async (input, { fleet, shelf }, call) => {
  const { instanceIds, compareFields } = input;
  const named = await Promise.all(instanceIds.map(async (instanceId) => ({ instanceId, node: await fleet.find(instanceId, call.signal) })));
  const distinct = [...new Map(named.map((one) => [keyOf(one.node), one])).values()];
  if (distinct.length < 2) throw new ToolFailure("bad-argument", "instanceIds name one node only; two are compared at least");
  const nodes = await nodesToCompare(distinct, { shelf, signal: call.signal, onProgress: call.onProgress });
  const labels = labelsOf(nodes);
  const hasCommonNames = nodes.every(({ isRedacted }) => !isRedacted);
  const findings = compareFields === "config" ? undefined : compareFindings(nodes.map(findingsOf(labels)), { hasCommonNames });
  const configuration =
    compareFields === "errors"
      ? undefined
      : compareConfigurations(nodes.map(({ observation }, place) => ({ node: labels[place] ?? "", now: observation.now })));
  const pair = compareFields === "errors" ? undefined : pairOf(nodes, hasCommonNames);
  const configurationGaps = configuration?.gaps ?? [];
  const times = nodes.map(({ diagnosis }) => diagnosis.takenAtMs);
  const insight = compareInsight({
    ...(findings === undefined ? {} : { findings }),
    ...(configuration === undefined ? {} : { configuration }),
    spanSeconds: (Math.max(...times) - Math.min(...times)) / 1000,
    hasCommonNames,
    well: nodes.filter(({ diagnosis: { verdict } }) => verdict.severity === "ok" || verdict.severity === "notice").length,
  });
  return {
    value: {
      success: true as const,
      ...compareNodesResult({
        nodes: nodes.map(({ name, isLive, bundle, isRedacted, diagnosis }, place) => ({
          ...{ label: labels[place] ?? name, name, isLive, isRedacted, diagnosis },
          ...(bundle === undefined ? {} : { bundleId: bundle.id }),
        })),
        insight,
        ...(findings === undefined ? {} : { findings }),
        ...(configuration === undefined ? {} : { configuration }),
        ...(pair === undefined ? {} : { pair }),
      }),
      confidence: hasCommonNames && (findings?.open.length ?? 0) === 0 ? ("medium" as const) : ("low" as const),
      gaps: harmlessValue([
        ...(distinct.length === instanceIds.length ? [] : ["Some of instanceIds are the same node, which was compared once."]),
        ...nodes.flatMap(({ isLive, findings: { coverage } }, place) =>
          compareFields === "config" || coverage.filesScanned > 0
            ? []
            : [`No log of ${labels[place]} was looked through${isLive ? "; collect it first" : ", its bundle has none"}.`],
        ),
        ...configurationGaps.map(({ node, what, because }) => `${what} of ${node} could not be compared: ${because}`),
        ...pairGaps(pair, labels, new Set(configurationGaps.map(({ what }) => what))),
      ]),
      nextStep:
        insight.kind === "individual"
          ? "Call diagnose for each of them."
          : "Call explain with the pattern of a common finding, or diagnose for one node.",
    },
  };
});

const mostGaps = 20;

type FoundNode = Parameters<typeof nodesToCompare>[0][number]["node"];

/** Two bundles of one node are two to compare. */
function keyOf({ facts, bundle }: FoundNode): string {
  return JSON.stringify([facts.cluster, facts.name, facts.instanceId, bundle?.id]);
}

/** By its name, and by its bundle where two have the same. */
function labelsOf(nodes: readonly ComparedNode[]): readonly string[] {
  return nodes.map(({ name, bundle }) => {
    const isAlone = nodes.filter((node) => node.name === name).length === 1;
    return isAlone || bundle === undefined ? name : bundle.id;
  });
}

function findingsOf(labels: readonly string[]) {
  return ({ findings, diagnosis }: ComparedNode, place: number) => ({
    node: labels[place] ?? "",
    findings: findings.findings,
    notEvaluated: new Set(diagnosis.notEvaluated.map(({ check }) => check)),
    hasLogs: findings.coverage.filesScanned > 0,
  });
}

/** Traffic and counters can be held against each other only in a pair. */
function pairOf(nodes: readonly ComparedNode[], hasCommonNames: boolean) {
  const [a, b] = nodes;
  if (a === undefined || b === undefined || nodes.length > 2) return undefined;
  const comparison = compareSnapshots(a.observation, b.observation, { hasCommonNames });
  return { comparison, suggestions: suggestFromComparison(comparison) };
}

/** What of the two could not be held against each other, but for what was told already. */
function pairGaps(pair: ReturnType<typeof pairOf>, labels: readonly string[], told: ReadonlySet<string>): readonly string[] {
  const untold = (pair?.comparison.notComparable ?? []).filter(({ what }) => !told.has(what));
  return untold.slice(0, mostGaps).map(({ what, side, because }) => {
    const where = side === "both" ? "both" : (labels[side === "a" ? 0 : 1] ?? side);
    return `${what} (${where}): ${because}`;
  });
}
