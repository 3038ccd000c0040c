import { createHmac, randomBytes } from "node:crypto";
import { type ReplacementListener, TextRedactor } from "../analysis/redaction/text-redactor.ts";

/** The key is of one bundle alone and is nowhere but in this closure. */
export function createBundleRedactor(onReplaced?: ReplacementListener): TextRedactor {
  const key = randomBytes(32);
  return new TextRedactor((text) => createHmac("sha256", key).update(text).digest(), onReplaced);
}
