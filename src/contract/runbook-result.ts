import { z } from "zod";
import { diagnoseResultSchema } from "./diagnose-result.ts";
import { runbookSeveritySchema } from "./runbook.ts";
import { ratingSchema } from "./verdict.ts";

/** What `ullage runbook run --output json` prints. */
export const runbookResultSchema = z.object({
  schemaVersion: z.literal(1),
  runbook: z.object({ id: z.string(), name: z.string(), title: z.string(), severity: runbookSeveritySchema }),
  /** As whoever ran it named it. */
  instanceId: z.string(),
  /** These three are missing where there is no verdict. */
  node: z.string().exactOptional(),
  origin: z.string().exactOptional(),
  takenAt: z.iso.datetime().exactOptional(),
  steps: z.array(
    z.object({
      phase: z.enum(["Triage", "Enrich", "Report"]),
      level: z.enum(["MUST", "SHOULD", "MAY"]),
      /** Of the runbook's file. */
      line: z.int().min(1),
      text: z.string(),
      state: z.enum(["done", "holds", "does-not-hold", "not-evaluated", "not-asked", "for-the-reader"]),
      because: z.string().exactOptional(),
      /** As it was made. */
      call: z.string().exactOptional(),
      evidence: z.array(
        z.object({
          id: z.string().exactOptional(),
          text: z.string(),
          /** A path within the bundle with its line, or what was read. */
          at: z.string().exactOptional(),
        }),
      ),
    }),
  ),
  guardrails: z.object({
    escalation: z.array(
      z.object({ text: z.string(), state: z.enum(["holds", "does-not-hold", "not-evaluated"]), because: z.string().exactOptional() }),
    ),
    safety: z.array(z.object({ rating: ratingSchema, text: z.string() })),
    /** What is not to be concluded from the verdict. */
    claims: diagnoseResultSchema.shape.guardrails,
  }),
  /** What an operator may do, each with its rating; run by nobody here. */
  proposed: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      when: z.enum(["immediate", "long-term"]),
      rating: ratingSchema,
      owner: z.string(),
      commands: z.array(z.string()),
    }),
  ),
  notEvaluated: z.array(z.object({ check: z.string(), because: z.string() })),
  /** What `--output yaml` prints: the runbook's own output format. */
  report: z.object({
    root_cause: z.string(),
    /** What the root cause stands on, or why there is none. */
    because: z.string(),
    evidence: z.array(z.object({ type: z.string(), content: z.string() })),
    victims: z.array(z.string()).exactOptional(),
    severity: z.enum(["CRITICAL", "WARNING", "NOTICE", "OK", "UNKNOWN"]),
    mitigation: z.object({ immediate: z.string(), long_term: z.string() }),
  }),
});
