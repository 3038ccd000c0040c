/** The parameters that agents know these tools with; those that begin with `!` are required. */
export const seedTools: Readonly<Record<string, readonly string[]>> = {
  collect: ["!instanceId", "idempotencyToken", "region"],
  status: ["!executionId", "includeStepDetails", "region"],
  validate: ["executionId", "instanceId"],
  errors: [
    "!instanceId",
    "severity",
    "response_format",
    "pageSize",
    "pageToken",
    "clusterContext",
    "incident_time",
    "start_time",
    "end_time",
  ],
  read: ["!logKey", "startByte", "endByte", "startLine", "lineCount"],
  search: ["!instanceId", "!query", "logTypes", "maxResults", "response_format", "incident_time", "start_time", "end_time"],
  correlate: ["!instanceId", "timeWindow", "pivotEvent", "components", "response_format", "incident_time", "start_time", "end_time"],
  artifact: ["!logKey", "expirationMinutes"],
  summarize: ["!instanceId", "!finding_ids", "includeRecommendations", "includeTriage", "incident_time", "start_time", "end_time"],
  quick_triage: ["!instanceId", "severity", "includeTriage", "incident_time", "start_time", "end_time"],
  history: ["instanceId", "maxResults", "status", "region"],
  cluster_health: ["!clusterName", "region", "includeSSMStatus"],
  compare_nodes: ["!instanceIds", "compareFields"],
  batch_collect: ["!clusterName", "region", "filter", "strategy", "samplesPerBucket", "maxTotalCollections", "groupBy", "dryRun"],
  batch_status: ["executionIds", "batchId"],
  network_diagnostics: ["!instanceId", "sections"],
  list_sops: [],
  get_sop: ["!sopName"],
};

export const ownTools = ["diagnose", "top_talkers", "find_flow", "forecast", "plan_change", "explain"] as const;

/** Of texts of ours alone, which stand outside any fence: they are there to be followed. */
export const toolsOfOurTexts: readonly string[] = ["list_sops", "get_sop", "explain"];

/** Required where these tools come from, and here only where there are several clusters. */
export const mayBeLeftOut: Readonly<Record<string, readonly string[]>> = {
  cluster_health: ["clusterName"],
  batch_collect: ["clusterName"],
};
