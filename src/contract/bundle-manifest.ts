import { z } from "zod";

/** `manifest.json` of our own bundles. */
export const bundleManifestSchema = z.object({
  schemaVersion: z.literal(1),
  /** Who wrote it, `ullage 0.1.0`. */
  tool: z.string(),
  node: z.string(),
  cluster: z.string().exactOptional(),
  label: z.enum(["healthy", "incident"]).exactOptional(),
  /** ISO 8601 with a zone. */
  collectedAt: z.iso.datetime({ offset: true }),
  windowSeconds: z.number().nonnegative(),
  files: z.array(
    z.object({
      path: z.string(),
      bytes: z.int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  notRead: z.array(z.object({ what: z.string(), because: z.string() })),
});
