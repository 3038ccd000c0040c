/** What an answer cannot do without; of the verdict the ends of what it lists go when nothing else is left. */
export const neverCut: ReadonlySet<string> = new Set(["success", "verdict", "nextStep", "confidence", "omitted", "error"]);

/** Whether a field, by its path, has ids, tokens or keys, of which a part is worth nothing. */
export function isId(path: string): boolean {
  return /(?:^|\.)(?:bundle|\w*(?:Id|Token|Key|_ids?|Ids)|ids?|token|key)(?:\[\])?$/.test(path);
}
