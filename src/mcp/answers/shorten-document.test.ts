import assert from "node:assert/strict";
import { test } from "node:test";
import type { Document } from "../../report/document.ts";
import { documentText } from "./document-text.ts";
import { shortenDocument } from "./shorten-document.ts";

const sizeOf = (document: Document) => documentText(document).length;
const plan = (at: number): Document => [
  { kind: "paragraph", text: `${at}. A plan` },
  { kind: "command", lines: [`sysctl -w a=${at}`] },
  { kind: "list", items: Array.from({ length: 12 }, (_, line) => `undo: step ${line} of ${at}`) },
];
const document: Document = [
  { kind: "title", text: "node-a: full" },
  { kind: "paragraph", text: "What is wrong." },
  { kind: "list", items: Array.from({ length: 40 }, (_, at) => `evidence ${at}`) },
  { kind: "heading", text: "What to do" },
  ...plan(1),
  ...plan(2),
];

test("a plan is there with all that is said of it, or not at all, at whatever bound", () => {
  for (let most = 20; most < sizeOf(document); most += 17) {
    const shortened = shortenDocument(document, sizeOf, most);
    const text = documentText(shortened);
    for (const at of [1, 2]) {
      const lines = Array.from({ length: 12 }, (_, line) => `undo: step ${line} of ${at}`).filter((line) => text.includes(line));
      assert.equal(lines.length, text.includes(`sysctl -w a=${at}`) ? 12 : 0, `${most}: ${text}`);
    }
    assert.ok(shortened.length === 0 || sizeOf(shortened) <= most, `${most}: ${sizeOf(shortened)}`);
    const [last, beforeLast] = shortened.toReversed();
    assert.ok(last?.kind !== "heading" && beforeLast?.kind !== "heading", "no heading stands over nothing");
  }
});

test("a long list loses its end before a block goes, and what fits stays as it is", () => {
  const shortened = shortenDocument(document, sizeOf, sizeOf(document) - 10);
  assert.deepEqual([shortened.length, shortened[2]?.kind === "list" && shortened[2].items.length < 40], [document.length, true]);
  assert.equal(shortenDocument(document, sizeOf, sizeOf(document)), document);
});
