import { z } from "zod";
import { diagnoseResultSchema } from "./diagnose-result.ts";
import { findingsIndexSchema } from "./findings-index.ts";

const bytes = z.int().nonnegative();

const keptFileSchema = z.object({
  path: z.string(),
  bytes,
  kind: z.string(),
  isBinary: z.boolean(),
  /** Of a packed bundle: where its bytes begin in the file of all texts. */
  start: bytes.exactOptional(),
  /** Of a folder, from its root, where that is not what is shown as the path. */
  disk: z.string().exactOptional(),
});

/** What is found out about a bundle once and kept, so that nobody has to read its logs again. */
export const keptIndexSchema = z.object({
  schemaVersion: z.literal(1),
  /** Of the findings; another would find others. */
  findingsVersion: z.int(),
  /** The version of the program, whose checks and patterns they are. */
  program: z.string(),
  /** The bundle, and how it looked: another one may have its name by then. */
  path: z.string(),
  fingerprint: z.string(),
  findings: findingsIndexSchema,
  diagnosis: diagnoseResultSchema,
  victimsWindowSeconds: z.number().exactOptional(),
  layout: z.enum(["ullage", "sgfp", "eks-log-collector", "loose"]),
  /** Which parts of a node's snapshot could be read from it. */
  presentParts: z.array(z.string()),
  files: z.array(keptFileSchema),
  /** Of a packed bundle: of all its texts. */
  textBytes: bytes.exactOptional(),
});

export type KeptIndex = z.infer<typeof keptIndexSchema>;
export type KeptFile = KeptIndex["files"][number];
