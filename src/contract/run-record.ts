import { z } from "zod";
import { runStates } from "../model/collection-run.ts";

const text = z.string().max(2_000);
const atMs = z.number().nonnegative();

/** A collection as it is kept on disk, by the process that performs it. */
export const runRecordSchema = z.object({
  schemaVersion: z.literal(1),
  owner: z.object({
    /** Where its number means something: one boot of one machine, and the namespace of its processes. */
    place: text,
    pid: z.int().positive(),
    /** By the kernel's clock; numbers of processes are used again. */
    started: text,
  }),
  run: z.object({
    id: z.string().regex(/^run-[0-9a-z-]{1,60}$/),
    node: text,
    instanceId: text.exactOptional(),
    cluster: text.exactOptional(),
    state: z.enum(runStates),
    startedAtMs: atMs,
    endedAtMs: atMs.exactOptional(),
    steps: z.array(z.object({ atMs, message: text })).max(100),
    progress: z.object({ done: z.number().nonnegative(), total: z.number().positive() }),
    idempotencyTokens: z.array(text).max(100),
    batches: z.array(z.object({ id: text, runs: z.int().positive() })).max(100),
    bundle: z
      .object({
        id: text.exactOptional(),
        bytes: z.number().nonnegative(),
        collectedAtMs: z.number().exactOptional(),
        wasThere: z.literal(true).exactOptional(),
      })
      .exactOptional(),
    failure: z.object({ code: text, message: text }).exactOptional(),
  }),
});

export type RunRecord = z.infer<typeof runRecordSchema>;
