import { z } from "zod";
import { components, findingSeverities } from "../../model/finding.ts";
import { limitIds, severityOrder } from "../../model/verdict.ts";
import { differenceSchema } from "../difference.ts";
import { untrusted } from "../untrusted.ts";
import { answeringNode } from "./parts/answering-node.ts";
import { answerEnvelope, commonInput, defineToolContract } from "./tool-contract.ts";

const finding = z.object({
  /** The id of the check or of the log pattern. */
  pattern: z.string(),
  subject: untrusted().optional(),
  title: z.string(),
  severity: z.enum(findingSeverities),
  component: z.enum(components),
});

const figure = z.union([z.number(), untrusted(), z.null()]);

const difference = differenceSchema.extend({
  what: untrusted(),
  subject: untrusted().optional(),
  before: figure,
  after: figure,
  note: untrusted().optional(),
});

export const compareNodesContract = defineToolContract({
  name: "compare_nodes",
  title: "Compare nodes",
  description:
    "Compares two to ten nodes or bundles: what is wrong on all of them, what on one alone, and in what their configuration differs (limits, settings, owners, kernel, machine). All common points to the cluster, nothing common to single nodes.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceIds: z
      .array(z.string().min(1).max(300))
      .min(2)
      .max(10)
      .describe("Node names, EC2 instance ids or ids of bundles, also two bundles of one node."),
    compareFields: z.enum(["errors", "config", "all"]).default("all").describe("errors: findings; config: what is set."),
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    insight: untrusted(),
    insightKind: z.enum(["common", "individual", "mixed", "nothing-found", "not-asked"]),
    caveats: z.array(untrusted()),
    nodes: z.array(
      z.object({
        /** By which the lists below name it: its name, or its bundle where two are of one node. */
        label: untrusted(),
        ...answeringNode,
        severity: z.enum(severityOrder),
        limit: z.enum(limitIds),
        isRedacted: z.boolean(),
      }),
    ),
    commonFindings: z.array(finding),
    uniqueFindings: z.record(untrusted(), z.array(finding)),
    /** Values by node; a node that is missing in one could not be asked. */
    configDiffs: z.array(
      z.object({
        name: untrusted(),
        area: z.enum(["limit", "setting", "owner", "kernel", "machine", "data-plane"]),
        values: z.record(untrusted(), z.union([z.number(), untrusted()])),
        usual: z.union([z.number(), untrusted()]).optional(),
      }),
    ),
    comparisonMatrix: z.array(
      finding
        .pick({ pattern: true, subject: true })
        .extend({ on: z.record(untrusted(), z.enum([...findingSeverities, "absent", "not-evaluated"])) }),
    ),
    /** Of two nodes alone: traffic, use and counters as well, from the first to the second. */
    pair: z
      .object({
        differences: z.array(difference),
        suggestions: z.array(
          z.object({ id: z.string(), on: untrusted(), says: z.string(), names: z.array(untrusted()), nextCommand: z.string() }),
        ),
      })
      .optional(),
  }),
});
