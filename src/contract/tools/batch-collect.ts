import { z } from "zod";
import { untrusted } from "../untrusted.ts";
import { executionSchema, pollInterval, taskSchema, waitSecondsInput } from "./parts/execution.ts";
import { answerEnvelope, commonInput, defineToolContract, regionInput } from "./tool-contract.ts";

export const batchCollectContract = defineToolContract({
  name: "batch_collect",
  title: "Collect some nodes of a cluster",
  description:
    "Collects a sample of a cluster's nodes: nodes that are alike make a bucket, of each bucket some are taken, unhealthy ones first. Says which nodes were left out and why. dryRun shows the choice only. One node: use collect.",
  set: "more",
  annotations: { readOnly: false, idempotent: false, openWorld: false },
  input: z.object({
    clusterName: z.string().min(1).max(300).optional().describe("Needed where there are several clusters."),
    filter: z.enum(["all", "unhealthy", "notready"]).default("all").describe("Which nodes may be collected at all."),
    strategy: z.enum(["sample", "all"]).default("sample").describe("all: every node, up to maxTotalCollections."),
    samplesPerBucket: z.int().min(1).max(5).default(3).describe("Most nodes of one bucket."),
    maxTotalCollections: z.int().min(1).max(50).default(15).describe("Most nodes in all."),
    groupBy: z.enum(["auto", "az", "nodegroup", "instance-type", "ami"]).default("auto").describe("What makes nodes alike."),
    dryRun: z.boolean().default(false).describe("Choose, and collect nothing."),
    waitSeconds: waitSecondsInput,
    region: regionInput,
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    cluster: untrusted().optional(),
    /** Missing where nothing was begun. */
    batchId: z.string().optional(),
    dryRun: z.boolean(),
    totalNodes: z.int().nonnegative(),
    buckets: z.array(z.object({ signature: untrusted(), totalNodes: z.int(), sampleCount: z.int(), sampleNodes: z.array(untrusted()) })),
    leftOut: z.array(z.object({ because: untrusted(), count: z.int(), nodes: z.array(untrusted()) })),
    executions: z.array(executionSchema),
    task: taskSchema.optional(),
    suggestedPollIntervalSeconds: pollInterval,
  }),
});
