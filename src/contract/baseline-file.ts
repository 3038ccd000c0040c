import { z } from "zod";

const count = z.int().nonnegative();

/** `baselines.json`: what healthy collections had, by cluster. Rows instead of objects by name, since subjects come from nodes and may be called `__proto__`. */
export const baselineFileSchema = z.object({
  version: z.literal(1),
  clusters: z
    .array(
      z.object({
        /** Empty for bundles that name none. */
        cluster: z.string(),
        healthy: count,
        /** Collections that were learnt from, with their times, so that none counts twice. */
        learnt: z.array(z.tuple([z.string(), z.number()])),
        /** Collections up to this time are no longer listed, and so are not learnt from. */
        forgottenUpToMs: z.number().nullable(),
        /** `check:` or `log:` and the source, the subject, in how many of the healthy collections. */
        seen: z.array(z.tuple([z.string(), z.string(), count])),
      }),
    )
    .max(1_000),
});

export type BaselineFile = z.infer<typeof baselineFileSchema>;
