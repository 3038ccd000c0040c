import { z } from "zod";

/** What the agent answers at `/healthz?format=json`: 200 for `ok`, 503 for `stalled`. */
export const agentHealthSchema = z.object({
  schemaVersion: z.literal(1),
  status: z.enum(["ok", "stalled"]),
  node: z.string(),
  version: z.string(),
  at: z.iso.datetime(),
  upSeconds: z.int().nonnegative(),
  /** What it does not see at the moment, or sees too late. */
  stale: z.array(z.object({ work: z.string(), because: z.string() })),
});

/** What it answers at `/readyz?format=json`: 200 for `ready`, 503 for `starting`. */
export const agentReadinessSchema = z.object({
  schemaVersion: z.literal(1),
  status: z.enum(["ready", "starting"]),
  node: z.string(),
  at: z.iso.datetime(),
});
