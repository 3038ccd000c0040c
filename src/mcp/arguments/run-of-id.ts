import type { CollectionRun } from "../../model/collection-run.ts";
import type { CollectionRuns } from "../../operations/collection-runs/collection-runs.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";

/** The collection that an id stands for. Throws ToolFailure `unknown-run`. */
export function runOfId(runs: Pick<CollectionRuns, "get">, executionId: string): CollectionRun {
  const run = runs.get(executionId);
  if (run === undefined) throw new ToolFailure("unknown-run", `no collection has the id ${executionId}`);
  return run;
}
