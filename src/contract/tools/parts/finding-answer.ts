import { z } from "zod";
import { components, findingSeverities } from "../../../model/finding.ts";
import { untrusted } from "../../untrusted.ts";
import { count } from "../tool-contract.ts";

/** Which findings are listed. */
export const severityFilter = z.enum(["all", ...findingSeverities]).default("all");

/** How many findings there are of each severity. */
export const severityCounts = z.object({ critical: count, high: count, medium: count, low: count, info: count });

/** What names a finding wherever it is listed. */
export const findingName = z.object({
  finding_id: z.string(),
  severity: z.enum(findingSeverities),
  /** The id of the check or of the log pattern; `explain` tells of it. */
  pattern: z.string(),
  title: z.string(),
  component: z.enum(components),
  subject: untrusted().optional(),
});

/** Where it was said, and what was said there. */
export const placeAnswer = z.object({
  source_file: untrusted(),
  line_range: z.string().optional(),
  at: z.string().optional(),
  excerpt: untrusted(),
});

export const findingAnswer = findingName.extend({
  from: z.enum(["check", "log"]),
  count,
  count_in_window: count,
  first_seen: z.string().optional(),
  last_seen: z.string().optional(),
  lines_without_time: count.optional(),
  /** How many files speak of it; one alone is a weaker sign. */
  files: count,
  file: untrusted().optional(),
  line: count.optional(),
  sample: untrusted().optional(),
  /** What healthy collections had too; says nothing against it. */
  baseline_note: untrusted().optional(),
  means: z.string().optional(),
  does_not_mean: z.string().optional(),
  next: z.string().optional(),
  evidence: z.array(placeAnswer).optional(),
});

export type FindingName = z.input<typeof findingName>;
export type PlaceAnswer = z.input<typeof placeAnswer>;
export type FindingAnswer = z.input<typeof findingAnswer>;
