import { z } from "zod";
import { limitIds } from "../../../model/verdict.ts";
import { untrusted } from "../../untrusted.ts";
import { confidenceSchema, severitySchema } from "../../verdict.ts";

/** What the checks come to, in short: whatever else an answer lists stands below it. */
export const verdictAnswer = z.object({
  limit: z.enum(limitIds),
  severity: severitySchema,
  confidence: confidenceSchema,
  summary: untrusted(),
});

const categories = [
  "Volume/CSI",
  "Node",
  "CNI",
  "iptables/conntrack/kube-proxy",
  "Scheduling",
  "Image pull",
  "DNS",
  "Secrets/webhook",
  "none",
] as const;

/** Which kind of trouble it seems to be. */
export const hypothesisAnswer = z.object({
  /** A Volume/CSI, B Node, C CNI, D iptables/conntrack/kube-proxy, E Scheduling, F Image pull, G DNS, H Secrets/webhook. */
  letter: z.enum(["A", "B", "C", "D", "E", "F", "G", "H", "none"]),
  category: z.enum(categories),
  confidence: z.enum(["high", "medium", "low", "none"]),
  /** `logs` is what lines say; `checks` is what was measured. */
  restsOn: z.enum(["checks", "logs", "nothing"]),
  summary: untrusted(),
  detail: untrusted(),
  finding_ids: z.array(z.string()),
});

/** One thing to do, with this node's numbers; for an operator, never done by a tool. */
export const remediationAnswer = z.object({
  /** The id of the remedy; `explain` tells of it. */
  id: z.string(),
  title: z.string(),
  when: z.enum(["immediate", "long-term"]),
  /** GREEN reads only; YELLOW can be undone; RED disrupts and needs approval. */
  rating: z.enum(["GREEN", "YELLOW", "RED"]),
  because: untrusted(),
  commands: z.array(untrusted()),
  verify: z.array(untrusted()),
  undo: z.array(untrusted()),
  owner: untrusted(),
  caution: untrusted().optional(),
});

/** What is not to be concluded from the verdict. */
export const guardrailAnswer = z.object({ claim: untrusted(), because: untrusted(), unless: z.array(untrusted()) });
