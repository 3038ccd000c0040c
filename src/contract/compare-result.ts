import { z } from "zod";
import { comparedSideSchema, differenceSchema, notComparableSchema } from "./difference.ts";
import { verdictSchema } from "./verdict.ts";

const side = z.object({
  /** `live`, or the name of the bundle. */
  origin: z.string(),
  node: z.string(),
  takenAt: z.iso.datetime(),
  windowSeconds: z.number().nonnegative(),
  /** Reached from this side alone. */
  verdict: verdictSchema,
  /** What of this side was read only partly or doubtfully. */
  remarks: z.array(z.string()),
});

/** What `ullage compare --output json` prints. */
export const compareResultSchema = z.object({
  schemaVersion: z.literal(1),
  a: side,
  b: side,
  nodes: z.enum(["same-node", "two-nodes", "unknown"]),
  /** From a to b; negative where a is the later one. */
  secondsBetween: z.number(),
  /** From a, `before`, to b, `after`; the weightier first. */
  differences: z.array(differenceSchema),
  suggestions: z.array(
    z.object({
      id: z.string(),
      /** The side on which it holds. */
      side: comparedSideSchema,
      says: z.string(),
      names: z.array(z.string()),
      nextCommand: z.string(),
    }),
  ),
  notComparable: z.array(notComparableSchema),
  /** From where on something is said to differ. */
  thresholds: z.object({
    notableShare: z.number(),
    largeShare: z.number(),
    leastEntries: z.number(),
    notableFactor: z.number(),
    largeFactor: z.number(),
    notableRateFactor: z.number(),
    largeRateFactor: z.number(),
    longestList: z.number(),
  }),
});
