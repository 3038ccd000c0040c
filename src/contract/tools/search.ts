import { z } from "zod";
import { untrusted } from "../untrusted.ts";
import { answeringBundle } from "./parts/answering-node.ts";
import { logTypes } from "./parts/log-types.ts";
import { timeInputs } from "./parts/time-window.ts";
import { answerEnvelope, commonInput, count, defineToolContract, instanceIdInput } from "./tool-contract.ts";

/** A number in a line and what it proves: a counter that stands at 0 or did not rise is no hit. */
const counterAnswer = z.object({
  name: untrusted(),
  value: z.number().optional(),
  subject: untrusted().optional(),
  /** Between the two samples of the bundle. */
  rose: z.union([z.number(), z.enum(["unknown", "no-counter"])]),
  windowSeconds: z.number().optional(),
  isHit: z.boolean().optional(),
  because: untrusted(),
});

const matchAnswer = z.object({
  lineNumber: count,
  line: untrusted(),
  /** Only the part of a long line around what was found. */
  isCut: z.literal(true).optional(),
  at: z.string().optional(),
  isHit: z.boolean().optional(),
  counters: z.array(counterAnswer).optional(),
  context: z.object({ before: z.array(untrusted()), after: z.array(untrusted()) }).optional(),
});

export const searchContract = defineToolContract({
  name: "search",
  title: "Search the files of a bundle",
  description:
    "Finds a regular expression in every line of a node's newest bundle, with lines around it. Counters are judged: isHit false where one stands at 0 or did not rise; assessment says what they prove. The whole bundle unless a time is given. Text that matches is no verdict: diagnose.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput,
    query: z.string().min(1).max(500).describe("JavaScript regular expression, within one line. Case matters only after (?-i)."),
    logTypes: z.array(z.enum(logTypes)).min(1).max(logTypes.length).optional().describe("Only files of these kinds."),
    maxResults: z.int().min(1).max(500).default(100).describe("Most matching lines."),
    contextLines: z.int().min(0).max(10).default(2).describe("Lines before and after each."),
    response_format: z.enum(["concise", "detailed"]).default("concise").describe("detailed: whole lines, up to 1000 characters."),
    ...timeInputs,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringBundle,
    results: z.array(
      z.object({
        /** The same for the same question of the next bundle; summarize takes it. */
        finding_id: z.string(),
        file: untrusted(),
        /** What read and artifact take as logKey. */
        fullKey: untrusted(),
        matchCount: count,
        /** False where every match is of counters that prove nothing happened. */
        isHit: z.boolean().optional(),
        matches: z.array(matchAnswer),
      }),
    ),
    totalMatches: count,
    /** What the counters among the matches prove, one sentence each. */
    assessment: z.array(untrusted()),
    filesSearched: count,
    coverage_report: z.object({
      files_searched: count,
      files_available: count,
      files_skipped: count,
      skipped: z.array(z.object({ file: untrusted(), because: z.string() })),
      partly: z.array(z.object({ file: untrusted(), because: z.string() })),
      files_not_reached: count,
      not_reached: z.array(untrusted()),
      scan_complete: z.boolean(),
      early_terminated: z.enum(["enough", "deadline"]).optional(),
      /** Files that have lines which the expression does not come to an end with. */
      hung_in: z.array(untrusted()),
    }),
    window_start_utc: z.string().optional(),
    window_end_utc: z.string().optional(),
    resolution_reason: z.enum(["none", "explicit", "incident"]),
    time_window_filter: z.object({ linesOutside: count, linesWithoutTime: count, remarks: z.array(z.string()) }).optional(),
  }),
});
