import { z } from "zod";
import { untrusted } from "../untrusted.ts";
import { answeringBundle } from "./parts/answering-node.ts";
import { answerEnvelope, commonInput, defineToolContract, instanceIdInput } from "./tool-contract.ts";

const at = z.int().nonnegative();

export const logKeyInput = z
  .string()
  .min(1)
  .max(2_000)
  .describe("<bundle id>:<path> as validate and search give it, or the path beside instanceId.");

export const readContract = defineToolContract({
  name: "read",
  title: "Text of a file",
  description:
    "A piece of one file of a bundle, by lines or by bytes, cut at a line's end so that it fits into max_bytes. To look for something use search; to count a saved table top_talkers or find_flow.",
  set: "more",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    logKey: logKeyInput,
    instanceId: instanceIdInput.optional(),
    startLine: z.int().min(1).max(1e12).optional().describe("First line, from 1; the beginning without it."),
    lineCount: z.int().min(1).max(10_000).default(1_000),
    startByte: z
      .int()
      .min(0)
      .max(1e15)
      .optional()
      .describe("Instead of lines: the first byte, from 0; nextChunkToken of the piece before."),
    endByte: z.int().min(0).max(1e15).optional().describe("The byte behind the last one."),
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringBundle,
    logKey: untrusted(),
    content: untrusted(),
    startByte: at,
    /** The byte behind the last one. */
    endByte: at,
    /** Where lines were asked for: which ones these are. */
    startLine: at.optional(),
    endLine: at.optional(),
    totalSize: at,
    /** Of the file. */
    hasMore: z.boolean(),
    /** The startByte of the next piece. */
    nextChunkToken: z.string().optional(),
    truncated: z.boolean(),
    /** It begins and ends with whole lines. */
    lineAligned: z.boolean(),
  }),
});
