import type { Check } from "./check.ts";
import { usage } from "./usage.ts";

/** Every check, in the order reports list them. */
export const checks: readonly Check[] = [usage];
