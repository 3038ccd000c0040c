import { z } from "zod";
import { runStates } from "../../../model/collection-run.ts";
import { untrusted } from "../../untrusted.ts";

/** In the words that clients of the runbook know; `task.state` has ours. */
export const executionStatuses = ["InProgress", "Success", "Failed", "Cancelled"] as const;

export const taskSchema = z.object({
  taskId: z.string(),
  state: z.enum(runStates),
  message: untrusted(),
  /** In percent of its steps. */
  progress: z.int().min(0).max(100),
});

/** One collection, as every tool that speaks of one shows it. */
export const executionShape = {
  executionId: z.string(),
  instanceId: untrusted(),
  cluster: untrusted().optional(),
  status: z.enum(executionStatuses),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  /** The id by which other tools know the bundle. */
  bundle: untrusted().optional(),
  bundleBytes: z.int().nonnegative().optional(),
  /** When the node was as the bundle has it. */
  takenAt: z.iso.datetime().optional(),
  /** The node cannot be asked: its newest bundle is given. */
  nothingCollected: z.literal(true).optional(),
  failureReason: untrusted().optional(),
  task: taskSchema,
} as const;

export const executionSchema = z.object(executionShape);

export const pollInterval = z.int().positive().optional();

export const waitSecondsInput = z
  .int()
  .min(0)
  .max(300)
  .default(40)
  .describe("How long to wait for the end, with progress; 0 returns at once.");
