import { z } from "zod";

const count = z.int().nonnegative();

/** Little's law for each class of entries: what was counted, beside rate × time in the table. */
export const occupancySchema = z.array(
  z.object({
    timeout: z.string(),
    entries: count,
    timeoutSeconds: count.exactOptional(),
    perSecond: z.number().nonnegative().exactOptional(),
    /** Missing where entries of the class do not all stay equally long. */
    predicted: z.object({ estimate: z.number(), low: z.number(), high: z.number() }).exactOptional(),
    /** Whether what was counted is what the rate makes. */
    isSettled: z.boolean().exactOptional(),
    /** How the prediction came about, or why there is none. */
    method: z.string(),
  }),
);

/** How long an entry stays on average: entries by births. `high` is null where there is no upper end. */
export const lifetimeSchema = z.object({ estimate: z.number(), low: z.number(), high: z.number().nullable() });
