import { createHmac, randomBytes } from "node:crypto";
import { TextRedactor } from "../analysis/redaction/text-redactor.ts";

/** The key is of one bundle alone and is nowhere but in this closure. */
export function createBundleRedactor(): TextRedactor {
  const key = randomBytes(32);
  return new TextRedactor((text) => createHmac("sha256", key).update(text).digest());
}
