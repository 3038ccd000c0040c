import { z } from "zod";
import { causeIds, limitIds, lookAlikeIds, severityOrder } from "../../model/verdict.ts";
import { untrusted } from "../untrusted.ts";
import { confidenceSchema } from "../verdict.ts";
import { ageSeconds, answeringNode, nodesNotListed } from "./parts/answering-node.ts";
import { answerEnvelope, commonInput, count, defineToolContract, regionInput } from "./tool-contract.ts";

function shared<Id extends z.ZodType>(id: Id) {
  return z.array(z.object({ id, nodes: count, names: z.array(untrusted()) }));
}

export const clusterHealthContract = defineToolContract({
  name: "cluster_health",
  title: "Health of a cluster",
  description:
    "Which nodes of a cluster are in trouble with connection tracking, worst first; whether it is one node's matter or the cluster's, and which workload the nodes share. Begin here with many nodes.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    clusterName: z.string().min(1).max(300).optional().describe("Needed where there are several clusters."),
    maxNodes: z.int().min(1).max(500).default(20).describe("Most that are listed; all are counted."),
    includeSSMStatus: z.boolean().optional().describe("Passed over; gaps says so."),
    region: regionInput,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    cluster: untrusted().optional(),
    healthSummary: z.object({
      totalNodes: count,
      answered: count,
      unanswered: count,
      bySeverity: z.object({ critical: count, warning: count, unknown: count, notice: count, ok: count }),
      azDistribution: z.record(untrusted(), count),
      nodegroupDistribution: z.record(untrusted(), count),
    }),
    reading: z.object({
      kind: z.enum(["cluster-wide", "several", "individual", "none", "unknown"]),
      says: untrusted(),
      limits: shared(z.enum(limitIds)),
      causes: shared(z.enum(causeIds)),
      lookAlikes: shared(z.enum(lookAlikeIds)),
      workloads: z.array(
        z.object({ id: untrusted(), nodes: count, names: z.array(untrusted()), largestShare: z.number(), onNode: untrusted() }),
      ),
      alikeIn: z.array(z.object({ what: z.string(), value: untrusted(), inTrouble: count, of: count, elsewhere: count })),
    }),
    /** Of the node that was looked at longest ago. */
    ageSeconds: ageSeconds.optional(),
    unhealthyNodes: z.array(untrusted()),
    nodes: z.array(
      z.object({
        ...answeringNode,
        severity: z.enum(severityOrder),
        limit: z.enum(limitIds),
        cause: z.enum(causeIds).optional(),
        lookAlikes: z.array(z.enum(lookAlikeIds)).optional(),
        confidence: confidenceSchema,
        usePercent: z.number().optional(),
        /** Of the kernel. */
        count: count.optional(),
        fullInSeconds: z.number().optional(),
        topWorkload: untrusted().optional(),
        isReady: z.boolean().optional(),
        /** Of the checks, how many. */
        unevaluated: count,
      }),
    ),
    notListed: nodesNotListed.optional(),
    unanswered: z.array(z.object({ instanceId: untrusted(), code: z.string(), because: untrusted() })),
    nodegroups: z.array(untrusted()),
  }),
});
