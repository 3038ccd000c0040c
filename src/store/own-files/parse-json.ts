/** Undefined for what is no JSON: a file that was half-written when the machine went down. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
