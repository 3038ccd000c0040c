import assert from "node:assert/strict";

/** That what a document shows is what was said: its lines follow one another unless a line of "…" stands between them. */
export function assertShown(shown: readonly string[], said: readonly string[]): void {
  let at = 0;
  let isNext = true;
  for (const line of shown) {
    if (line === "…") {
      isNext = false;
      continue;
    }
    const found = said.indexOf(line, at);
    assert.ok(found >= 0 && (!isNext || found === at), `not there: ${line}`);
    at = found + 1;
    isNext = true;
  }
}
