import { createHmac } from "node:crypto";
import { TextRedactor } from "./text-redactor.ts";

/** The same names for the same things in each run: with a key of its own each time, an address of a network for documents stands for itself once in 256. */
export function fixedRedactor(): TextRedactor {
  return new TextRedactor((text) => createHmac("sha256", "key").update(text).digest());
}
