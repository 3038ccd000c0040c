import { z } from "zod";

const entries = z.int().nonnegative();

/** The most frequent keys of one dimension. */
export const topListSchema = z.object({
  /** False beyond the keys that are counted one by one; then every figure may be too high by `errorBound`. */
  exact: z.boolean(),
  errorBound: entries,
  distinct: entries,
  items: z.array(
    z.object({
      key: z.string(),
      entries,
      share: z.number().min(0).max(1),
      /** Of the entries, how many are what. */
      kinds: z
        .object({
          timeWait: entries,
          synSent: entries,
          udp: entries,
          established: entries,
          idleOverOneHour: entries,
          unreplied: entries,
          destinationNat: entries,
        })
        .exactOptional(),
      /** Of a source: about how many distinct destinations it has. */
      peers: entries.exactOptional(),
    }),
  ),
});
