import type { Tool } from "../tool.ts";
import { artifactTool } from "./artifact.ts";
import { batchCollectTool } from "./batch-collect.ts";
import { batchStatusTool } from "./batch-status.ts";
import { clusterHealthTool } from "./cluster-health.ts";
import { collectTool } from "./collect.ts";
import { compareNodesTool } from "./compare-nodes.ts";
import { correlateTool } from "./correlate.ts";
import { diagnoseTool } from "./diagnose.ts";
import { errorsTool } from "./errors.ts";
import { explainTool } from "./explain.ts";
import { findFlowTool } from "./find-flow.ts";
import { forecastTool } from "./forecast.ts";
import { getSopTool } from "./get-sop.ts";
import { historyTool } from "./history.ts";
import { listSopsTool } from "./list-sops.ts";
import { networkDiagnosticsTool } from "./network-diagnostics.ts";
import { planChangeTool } from "./plan-change.ts";
import { quickTriageTool } from "./quick-triage.ts";
import { readTool } from "./read.ts";
import { searchTool } from "./search.ts";
import { statusTool } from "./status.ts";
import { summarizeTool } from "./summarize.ts";
import { topTalkersTool } from "./top-talkers.ts";
import { validateTool } from "./validate.ts";

/** In the order in which they are listed: those of the conntrack runbook and Ullage's own first, each in the order in which it is called. */
export const tools: readonly Tool[] = [
  collectTool,
  statusTool,
  errorsTool,
  searchTool,
  correlateTool,
  summarizeTool,
  networkDiagnosticsTool,
  clusterHealthTool,
  compareNodesTool,
  listSopsTool,
  getSopTool,
  diagnoseTool,
  topTalkersTool,
  findFlowTool,
  forecastTool,
  planChangeTool,
  explainTool,
  validateTool,
  readTool,
  artifactTool,
  quickTriageTool,
  historyTool,
  batchCollectTool,
  batchStatusTool,
];

/** `core` is what fits beside the tools of other servers. */
export function toolsOf(set: "core" | "all"): readonly Tool[] {
  return set === "all" ? tools : tools.filter(({ contract }) => contract.set === "core");
}
