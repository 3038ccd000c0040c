import { stableId } from "../model/stable-id.ts";
import { harmlessText } from "../report/harmless-text.ts";

/**
 * What a node or the cluster calls something, as the value of a label: harmless, and never longer than `maximumLength`, since a scrape has to stay small and a
 * Deployment's name and namespace can be 316 characters. What is cut ends in a hash of the whole, so that two names that begin alike stay two.
 */
export function labelText(text: string, maximumLength = 96): string {
  const harmless = harmlessText(text);
  if (harmless.length <= maximumLength) return harmless;
  // A surrogate pair is not cut in half.
  const kept = harmless.slice(0, maximumLength - hashLength - 1).replace(/[\ud800-\udbff]$/, "");
  return `${kept}~${stableId(harmless)}`;
}

const hashLength = 12;
