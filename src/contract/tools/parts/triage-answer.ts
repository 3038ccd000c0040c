import { z } from "zod";
import { categoryLetters, troubleCategories } from "../../../model/trouble-category.ts";
import { limitIds } from "../../../model/verdict.ts";
import { planSchema } from "../../plan-result.ts";
import { untrusted } from "../../untrusted.ts";
import { confidenceSchema, severitySchema } from "../../verdict.ts";

/** What the checks come to, in short: whatever else an answer lists stands below it. */
export const verdictAnswer = z.object({
  limit: z.enum(limitIds),
  severity: severitySchema,
  confidence: confidenceSchema,
  summary: untrusted(),
});

/** Which kind of trouble it seems to be. */
export const hypothesisAnswer = z.object({
  /** A Volume/CSI, B Node, C CNI, D iptables/conntrack/kube-proxy, E Scheduling, F Image pull, G DNS, H Secrets/webhook. */
  letter: z.enum([...categoryLetters, "none"]),
  category: z.enum([...Object.values(troubleCategories), "none"]),
  confidence: z.enum(["high", "medium", "low", "none"]),
  /** `logs` is what lines say; `checks` is what was measured. */
  restsOn: z.enum(["checks", "logs", "nothing"]),
  summary: untrusted(),
  detail: untrusted(),
  finding_ids: z.array(z.string()),
});

/** One thing to do, with this node's numbers; for an operator, never done by a tool. */
export const remediationAnswer = planSchema.omit({ memoryBytes: true });

/** What is not to be concluded from the verdict. */
export const guardrailAnswer = z.object({ claim: untrusted(), because: untrusted(), unless: z.array(untrusted()) });
