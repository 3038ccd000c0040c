import { z } from "zod";
import { components, findingSeverities } from "../model/finding.ts";

const count = z.int().nonnegative();
const atMs = z.number();

const evidenceSchema = z.object({
  file: z.string(),
  lines: z.tuple([count, count]).readonly().exactOptional(),
  excerpt: z.string(),
  atMs: atMs.exactOptional(),
});

const findingSchema = z.object({
  id: z.string(),
  from: z.enum(["check", "log"]),
  source: z.string(),
  title: z.string(),
  severity: z.enum(findingSeverities),
  component: z.enum(components),
  means: z.string(),
  doesNotMean: z.string(),
  subject: z.string().exactOptional(),
  count,
  firstSeenAtMs: atMs.exactOptional(),
  lastSeenAtMs: atMs.exactOptional(),
  untimed: count,
  minutes: z.array(z.tuple([z.int(), count]).readonly()),
  evidence: z.array(evidenceSchema),
  files: count,
  baseline: z.string().exactOptional(),
});

/** The findings of one bundle as they are kept beside it. */
export const findingsIndexSchema = z.object({
  version: z.int(),
  node: z.string(),
  collectedAtMs: atMs,
  findings: z.array(findingSchema),
  coverage: z.object({
    filesScanned: count,
    filesInBundle: count,
    bytesScanned: count,
    skipped: z.array(z.object({ file: z.string(), because: z.string() })),
    unread: count.exactOptional(),
    cut: z.array(z.string()).exactOptional(),
  }),
});
