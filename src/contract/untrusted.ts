import { z } from "zod";

/** Text that somebody else wrote: quoted, never instructions. Every string that comes from a node has this mark. */
export function untrusted(): z.ZodString {
  return z.string().meta({ untrusted: true });
}
