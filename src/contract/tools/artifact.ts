import { z } from "zod";
import { untrusted } from "../untrusted.ts";
import { answeringBundle } from "./parts/answering-node.ts";
import { logKeyInput } from "./read.ts";
import { answerEnvelope, commonInput, defineToolContract, instanceIdInput } from "./tool-contract.ts";

const size = z.int().nonnegative();

export const artifactContract = defineToolContract({
  name: "artifact",
  title: "Link to a file",
  description:
    "A resource link to a file of a bundle, also to one that is no text, with its size; and where the bundle itself lies. Links do not expire and are read with resources/read: there is no URL to sign. With the bundle's id alone, the bundle.",
  set: "more",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    logKey: logKeyInput,
    instanceId: instanceIdInput.optional(),
    expirationMinutes: z.int().min(1).max(60).optional().describe("Means nothing here: links do not expire."),
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringBundle,
    /** Missing where the bundle was asked for and no file. */
    file: z
      .object({ uri: untrusted(), logKey: untrusted(), size, sizeHuman: z.string(), mimeType: z.string(), isBinary: z.boolean() })
      .optional(),
    archive: z.object({
      uri: untrusted(),
      /** On the machine that answers. */
      location: untrusted(),
      size,
      sizeHuman: z.string(),
      mimeType: z.string(),
    }),
  }),
});
