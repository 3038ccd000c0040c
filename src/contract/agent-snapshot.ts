import { z } from "zod";
import { recordedSnapshotSchema } from "./recording.ts";

const count = z.int().nonnegative();
const seconds = z.number().nonnegative();
const reason = z.string().exactOptional();

/** What the agent answers at `/v1/snapshot`: a snapshot as a bundle has it, and how the agent goes. */
export const agentSnapshotSchema = recordedSnapshotSchema.extend({
  agent: z.object({
    version: z.string(),
    startedAtMs: z.number(),
    works: z.array(
      z.object({
        work: z.string(),
        intervalSeconds: seconds,
        runs: count,
        failures: count,
        cutOffs: count,
        secondsInAll: seconds,
        lastSeconds: seconds.exactOptional(),
        /** Of the clock that `monotonicMs` of the snapshot is of. */
        lastSuccessMonotonicMs: z.number().exactOptional(),
        isStale: z.boolean(),
        /** Why the last run failed. */
        reason,
      }),
    ),
    deliveries: z.array(z.object({ to: z.string(), sent: count, failures: count, waiting: count, dropped: count, reason })),
    incidents: z.object({ recorded: count, kept: count, bytes: count, failures: count }),
    cost: z.object({ cpuSeconds: seconds, residentBytes: count, heapBytes: count }),
  }),
});

export type AgentSnapshotContract = z.infer<typeof agentSnapshotSchema>;
