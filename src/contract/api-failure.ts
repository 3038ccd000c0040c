import { z } from "zod";

/** What the agent answers where it does not answer what was asked; docs/api.md lists the codes. */
export const apiFailureSchema = z.object({
  error: z.object({
    /** Stable: programs may act on it. */
    code: z.string(),
    message: z.string(),
    advice: z.string(),
  }),
  /** With `path-unknown`: what there is, each with its method. */
  paths: z.array(z.string()).exactOptional(),
});

export type ApiFailure = z.infer<typeof apiFailureSchema>;
