import { z } from "zod";

const time = z.union([z.string().max(60), z.number()]);

/** Which time a tool is asked about; read by `resolveWindow`. */
export const timeInputs = {
  incident_time: time.optional().describe("ISO 8601 or epoch, ± 5 minutes."),
  start_time: time.optional().describe("Outranks incident_time; at most 24 hours."),
  end_time: time.optional(),
} as const;

/** Which time an answer speaks of. */
export const windowAnswer = {
  window_start_utc: z.string(),
  window_end_utc: z.string(),
  resolution_reason: z.enum(["explicit", "incident", "last-10-minutes"]),
  time_window_filter: z.object({
    findingsOutside: z.int().nonnegative(),
    /** Kept, since nobody knows when they were said. */
    linesWithoutTime: z.int().nonnegative(),
    remarks: z.array(z.string()),
  }),
} as const;
