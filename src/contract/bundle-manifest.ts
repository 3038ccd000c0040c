import { z } from "zod";

/** `manifest.json` of a bundle of ours: what is in it, of which node and when, and what could not be read. */
export const bundleManifestSchema = z.object({
  schemaVersion: z.literal(1),
  tool: z.literal("ullage"),
  /** Of the program that collected it. */
  version: z.string(),
  node: z.string(),
  cluster: z.string().exactOptional(),
  /** What whoever collected it says the node was; baselines are learnt from healthy ones alone. */
  label: z.enum(["healthy", "incident"]).exactOptional(),
  /** ISO 8601 with a zone. */
  collectedAt: z.iso.datetime({ offset: true }),
  /** Between the two samples; 0 where only one was taken. */
  windowSeconds: z.number().nonnegative(),
  redacted: z.boolean(),
  /** Every other file of the bundle, in the order of the archive. */
  files: z.array(
    z.object({
      path: z.string(),
      bytes: z.int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  /** A file that is not there or not whole. */
  notRead: z.array(z.object({ path: z.string(), because: z.string() })),
});

export type BundleManifest = z.infer<typeof bundleManifestSchema>;
