import { z } from "zod";
import { untrusted } from "../../untrusted.ts";
import { count } from "../tool-contract.ts";

/** What the findings of a bundle were looked for in. */
export const coverageAnswer = z.object({
  files_scanned: count,
  files_in_bundle: count,
  bytes_scanned: count,
  files_skipped: count,
  skipped: z.array(z.object({ file: untrusted(), because: untrusted() })),
  /** What the bounds of the index left out. */
  cut: z.array(untrusted()),
});
