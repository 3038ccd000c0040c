import { z } from "zod";
import { sufferingIds } from "../model/victim.ts";
import { differenceSchema, notComparableSchema } from "./difference.ts";
import { untrusted } from "./untrusted.ts";
import { ratingSchema, verdictSchema } from "./verdict.ts";

const plan = z.object({
  /** The id of a remedy; `docs/remedies/` has a page for each. */
  id: z.string(),
  title: z.string(),
  rating: ratingSchema,
  because: untrusted(),
  commands: z.array(untrusted()),
  memoryBytes: z.number().nonnegative().exactOptional(),
  verify: z.array(untrusted()),
  undo: z.array(untrusted()),
  owner: untrusted(),
  caution: untrusted().exactOptional(),
});

const suffering = z.enum(sufferingIds);

/** What `ullage diagnose --output json` prints. */
export const diagnoseResultSchema = z.object({
  schemaVersion: z.literal(1),
  node: untrusted(),
  /** `live`, or the name of the bundle. */
  origin: untrusted(),
  takenAt: z.iso.datetime(),
  windowSeconds: z.number().nonnegative(),
  verdict: verdictSchema,
  evidence: z.array(
    z.object({
      /** A hash of what it speaks of: the next collection has the same id for the same thing. */
      id: z.string(),
      type: z.string(),
      content: untrusted(),
      /** The figure of the check, where it has one, and what it is held against. */
      value: z.number().exactOptional(),
      limit: z.number().exactOptional(),
      source: untrusted(),
      takenAt: z.iso.datetime(),
      speaks: z.enum(["for", "against"]),
    }),
  ),
  notEvaluated: z.array(z.object({ check: z.string(), because: untrusted() })),
  /** What was read only partly or doubtfully: a table that is a sample, an archive that is cut short. */
  remarks: z.array(untrusted()),
  culprits: z.array(
    z.object({
      kind: z.enum(["client", "endpoint", "destination", "namespace", "workload"]),
      /** The workload, or whatever else has the address, where that is known; else the address. */
      name: untrusted(),
      /** Of its largest pod. */
      address: untrusted().exactOptional(),
      pod: untrusted().exactOptional(),
      /** How many of its pods have entries, where there are several; entries and share are those of all of them. */
      pods: z.int().min(2).exactOptional(),
      /** It is of the cluster's own: a namespace of the system. */
      isInfrastructure: z.literal(true).exactOptional(),
      entries: z.int().nonnegative(),
      share: z.number().min(0),
      /** The list of clients ends before some of its pods: they may be more. */
      isAtLeast: z.literal(true).exactOptional(),
    }),
  ),
  /** Whose connections fail within the window, who suffers most first. */
  victims: z.array(
    z.object({
      name: untrusted(),
      namespace: untrusted().exactOptional(),
      /** The node's own network. */
      isOwn: z.boolean(),
      what: suffering,
      increase: z.number().nonnegative(),
      perSecond: z.number().nonnegative(),
      also: z.array(z.object({ what: suffering, increase: z.number().nonnegative(), perSecond: z.number().nonnegative() })),
    }),
  ),
  mitigation: z.object({ immediate: z.array(plan), longTerm: z.array(plan) }),
  /** What is not to be concluded from the verdict, and the evidence that would carry it after all. */
  guardrails: z.array(
    z.object({
      id: z.string(),
      claim: z.string(),
      because: z.string(),
      /** One of these would be enough; none of them where it is empty. */
      unless: z.array(z.string()),
      /** What of that there is; empty where the guardrail holds. */
      liftedBy: z.array(z.string()),
    }),
  ),
  /** With `--baseline`: what is not as it was there. The verdict is reached without it. */
  baseline: z
    .object({
      origin: untrusted(),
      node: untrusted(),
      takenAt: z.iso.datetime(),
      differences: z.array(differenceSchema),
      notComparable: z.array(notComparableSchema),
    })
    .exactOptional(),
});

export type DiagnoseResultContract = z.infer<typeof diagnoseResultSchema>;
