import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@modelcontextprotocol/client";
import { clusterHealthContract } from "../../src/contract/tools/cluster-health.ts";
import { collectContract } from "../../src/contract/tools/collect.ts";
import { compareNodesContract } from "../../src/contract/tools/compare-nodes.ts";
import { correlateContract } from "../../src/contract/tools/correlate.ts";
import { errorsContract } from "../../src/contract/tools/errors.ts";
import { networkDiagnosticsContract } from "../../src/contract/tools/network-diagnostics.ts";
import { searchContract } from "../../src/contract/tools/search.ts";
import { statusContract } from "../../src/contract/tools/status.ts";
import { summarizeContract } from "../../src/contract/tools/summarize.ts";
import type { ToolOutput } from "../../src/contract/tools/tool-contract.ts";
import { askTool } from "./ask-tool.ts";
import { type D3Answers, type D3Report, judgeD3 } from "./judge-d3.ts";

export interface D3Target {
  readonly instanceId: string;
  /** Another node, to compare it with. */
  readonly otherInstanceId?: string;
  readonly clusterName?: string;
}

export interface D3Walk extends D3Answers {
  readonly health: ToolOutput<typeof clusterHealthContract>;
  readonly report: D3Report;
}

/** The steps of the runbook "D3 — Conntrack Exhaustion" as agents know it, in its order and with its parameters, up to the report that it wants. */
export async function walkD3(client: Client, { instanceId, otherInstanceId, clusterName }: D3Target): Promise<D3Walk> {
  const search = (query: string) => askTool(client, searchContract, { instanceId, query });

  const { executionId } = await askTool(client, collectContract, { instanceId, waitSeconds: 0 });
  const run = await untilDone(client, executionId);
  const errors = await askTool(client, errorsContract, { instanceId });
  const evidence = await search("nf_conntrack.*table full|conntrack_allowance_exceeded");
  const network = await askTool(client, networkDiagnosticsContract, { instanceId, sections: "kube_proxy" });
  const settings = await search("nf_conntrack_max|nf_conntrack_count");

  const tableFull = await search("table full");
  const allowance = await search("conntrack_allowance_exceeded");
  const chain = await askTool(client, correlateContract, { instanceId, pivotEvent: "conntrack" });
  const health = await askTool(client, clusterHealthContract, clusterName === undefined ? {} : { clusterName });
  const comparison =
    otherInstanceId === undefined
      ? undefined
      : await askTool(client, compareNodesContract, { instanceIds: [instanceId, otherInstanceId], compareFields: "errors" });

  const found = errors.findings.map(({ finding_id }) => finding_id);
  const matched = [...evidence.results, ...settings.results].map(({ finding_id }) => finding_id);
  const ids = found.length > 0 ? found : matched;
  const summary =
    ids.length === 0 ? undefined : await askTool(client, summarizeContract, { instanceId, finding_ids: ids, max_bytes: 60_000 });
  const answers = { run, errors, evidence, network, settings, tableFull, allowance, chain, comparison, summary };
  return { ...answers, health, report: judgeD3(answers) };
}

async function untilDone(client: Client, executionId: string): Promise<ToolOutput<typeof statusContract>> {
  const status = await askTool(client, statusContract, { executionId });
  if (status.status !== "InProgress") return status;
  // A tenth of what the tool asks for, since nobody reads along.
  await sleep((status.suggestedPollIntervalSeconds ?? 1) * 100);
  return untilDone(client, executionId);
}
