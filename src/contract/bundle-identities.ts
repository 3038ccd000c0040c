import { z } from "zod";

const identity = z.object({
  node: z.string(),
  layout: z.enum(["ullage", "sgfp", "eks-log-collector", "loose"]),
  cluster: z.string().exactOptional(),
  label: z.enum(["healthy", "incident"]).exactOptional(),
  instanceId: z.string().exactOptional(),
  zone: z.string().exactOptional(),
  collectedAtMs: z.number(),
  bootedAtMs: z.number().exactOptional(),
  isRedacted: z.boolean(),
  remarks: z.array(z.string()),
});

const known = z.object({
  path: z.string(),
  /** How the bundle looked when it was read. */
  fingerprint: z.string(),
  is: z.discriminatedUnion("ok", [z.object({ ok: z.literal(true), identity }), z.object({ ok: z.literal(false), because: z.string() })]),
});

/** Of which node and of when the bundles of a folder are, as it is kept between two starts. */
export const bundleIdentitiesSchema = z.object({ schemaVersion: z.literal(1), program: z.string(), bundles: z.array(known) });

export type BundleIdentities = z.infer<typeof bundleIdentitiesSchema>;
export type BundleIdentity = z.infer<typeof identity>;
export type KnownBundle = BundleIdentities["bundles"][number];
