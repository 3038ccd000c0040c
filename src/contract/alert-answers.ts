import { z } from "zod";
import { causeIds, limitIds, lookAlikeIds } from "../model/verdict.ts";
import { confidenceSchema, ratingSchema, severitySchema } from "./verdict.ts";

const answer = z.object({
  /** Its `alertname`. */
  alert: z.string(),
  fingerprint: z.string(),
  /**
   * `diagnosed`: it is about this node. `unjudged`: it is, and the agent has not judged yet. `elsewhere`: it is about another node, or names none.
   * `acknowledged`: it is over.
   */
  status: z.enum(["diagnosed", "unjudged", "elsewhere", "acknowledged"]),
  /** No alert makes the agent act. */
  action: z.literal("none"),
  /** For a person. */
  message: z.string(),
  /** The alert's own word for how bad it is, where it has one. */
  severity: z.string().exactOptional(),
  /** Whom it is about, where it says so. */
  node: z.string().exactOptional(),
  /** Of the diagnosis, what the checks say that this alert stands on. */
  evidence: z.array(z.object({ type: z.string(), content: z.string(), speaks: z.enum(["for", "against"]) })).exactOptional(),
});

/** What the agent answers to a webhook of Alertmanager. */
export const alertAnswersSchema = z.object({
  schemaVersion: z.literal(1),
  status: z.literal("processed"),
  node: z.string(),
  /** In the order in which they came. */
  alerts: z.array(answer),
  /** Alerts beyond those that are answered at a time, and those that Alertmanager itself left out. */
  leftOut: z.int().nonnegative(),
  /** Of this node; there where an alert was diagnosed. */
  diagnosis: z
    .object({
      takenAt: z.iso.datetime(),
      ageSeconds: z.number().nonnegative(),
      limit: z.enum(limitIds),
      severity: severitySchema,
      confidence: confidenceSchema,
      summary: z.string(),
      lookAlikes: z.array(z.enum(lookAlikeIds)),
      causes: z.array(z.object({ id: z.enum(causeIds), workload: z.string().exactOptional() })),
      culprits: z.array(z.object({ name: z.string(), entries: z.number().nonnegative(), share: z.number().nonnegative() })),
      /** What could not be looked at. */
      notEvaluated: z.array(z.string()),
      /** Most fitting first. Text for an operator: nobody runs it here. */
      plans: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          when: z.enum(["immediate", "long-term"]),
          rating: ratingSchema,
          commands: z.string(),
          caution: z.string().exactOptional(),
        }),
      ),
    })
    .exactOptional(),
});

export type AlertAnswers = z.infer<typeof alertAnswersSchema>;
