import { z } from "zod";

const iso = z.iso.datetime();

/** What `ullage check --output json` prints. */
export const checkResultSchema = z.object({
  schemaVersion: z.literal(1),
  /** The node's own name for itself. */
  node: z.string(),
  /** `unknown` when the usage of the table itself could not be read. */
  status: z.enum(["ok", "notice", "warning", "issue", "unknown"]),
  takenAt: iso,
  /** Seconds between the two samples that counters are judged by; 0 with one sample. */
  windowSeconds: z.number().nonnegative(),
  signals: z.array(
    z.object({
      id: z.string(),
      subject: z.string().exactOptional(),
      level: z.enum(["ok", "notice", "warning", "issue", "not-evaluated"]),
      line: z.string(),
      value: z.number().nullable(),
      limit: z.number().nullable(),
      source: z.string(),
      takenAt: iso,
      remarks: z.array(z.string()).exactOptional(),
    }),
  ),
  notEvaluated: z.int().nonnegative(),
  /** Where a saved node was read from; a live one has none. */
  recording: z.string().exactOptional(),
});
