import type { ToolOutcome } from "../../src/mcp/host/tool-host.ts";

export interface EveryToolOptions {
  readonly instanceId: string;
  readonly other: string;
  readonly clusterName?: string;
  /** Of the bundle of the node. */
  readonly logKey: string;
}

export interface AskedTool {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly outcome: ToolOutcome;
}

/** Calls every tool as an agent would: what one answers, another is asked with. */
export async function askEveryTool(
  call: (tool: string, input: Readonly<Record<string, unknown>>) => Promise<ToolOutcome>,
  { instanceId, other, clusterName, logKey }: EveryToolOptions,
): Promise<readonly AskedTool[]> {
  const asked: AskedTool[] = [];
  const ask = async (tool: string, input: Readonly<Record<string, unknown>> = {}) => {
    const outcome = await call(tool, input);
    asked.push({ tool, input, outcome });
    return outcome.ok ? outcome.value : {};
  };
  const ofCluster = clusterName === undefined ? {} : { clusterName };
  const { executionId } = await ask("collect", { instanceId, waitSeconds: 60 });
  await ask("status", { executionId });
  const { findings } = await ask("errors", { instanceId, response_format: "detailed", incident_time: "2026-01-15T12:00:00Z" });
  const ids = (Array.isArray(findings) ? findings : []).map((finding) => Object(finding).finding_id);
  await ask("search", { instanceId, query: "ignore|obey|table full|owned", response_format: "detailed" });
  await ask("correlate", { instanceId, pivotEvent: "conntrack", response_format: "detailed" });
  await ask("summarize", { instanceId, finding_ids: ids.length === 0 ? ["F-0"] : ids.slice(0, 20) });
  await ask("network_diagnostics", { instanceId, sections: "all" });
  await ask("cluster_health", ofCluster);
  await ask("compare_nodes", { instanceIds: [instanceId, other] });
  await ask("list_sops");
  await ask("get_sop", { sopName: "D3" });
  await ask("diagnose", { instanceId });
  await ask("top_talkers", { instanceId, by: "client" });
  await ask("find_flow", { instanceId, query: ":443" });
  await ask("forecast", { instanceId });
  await ask("plan_change", { instanceId, changes: { max: 1_000_000 } });
  await ask("explain", { id: "kernel-table-full" });
  await ask("validate", { instanceId });
  await ask("read", { instanceId, logKey });
  await ask("artifact", { instanceId, logKey });
  await ask("quick_triage", { instanceId });
  await ask("history", { instanceId });
  const { batchId } = await ask("batch_collect", { ...ofCluster, strategy: "all", maxTotalCollections: 3, waitSeconds: 60 });
  await ask("batch_status", { batchId });
  return asked;
}
