import assert from "node:assert/strict";
import { test } from "node:test";
import type { Suspect } from "../model/suspect.ts";
import { renderText } from "./render-text.ts";
import { suspectBlocks, suspectText } from "./suspect-blocks.ts";

const suspect: Suspect = {
  cause: "connection-leak",
  dimension: "workload",
  name: "Deployment shop/checkout",
  confidence: "high",
  because: "900 of its 1,000 ESTABLISHED connections have been idle for over an hour",
  entries: 1200,
  share: 0.12,
  sinceMs: Date.UTC(2026, 0, 15, 12, 0, 0),
};

test("a suspect is one sentence: cause, how sure, who, how much, why, since when", () => {
  assert.equal(
    suspectText(suspect),
    "connection-leak (high): Deployment shop/checkout, 12.0 % of the table: 900 of its 1,000 ESTABLISHED connections have been idle for over an hour; seen since 2026-01-15T12:00:00.000Z",
  );
  const { sinceMs: _, ...once } = suspect;
  assert.doesNotMatch(suspectText(once), /since/);
});

test("a name that acts on terminals is shown harmless, and nobody to suspect is nothing to say", () => {
  assert.match(suspectText({ ...suspect, name: "\u001b[2Jx" }), /\\x1b\[2Jx/);
  assert.deepEqual(suspectBlocks([]), []);
  assert.match(renderText(suspectBlocks([suspect])), /^Suspects/);
});
