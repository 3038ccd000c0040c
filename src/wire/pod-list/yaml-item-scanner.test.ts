import assert from "node:assert/strict";
import { test } from "node:test";
import { YamlItemScanner } from "./yaml-item-scanner.ts";

function scan(text: string) {
  const items: string[] = [];
  const documents: string[] = [];
  const scanner = new YamlItemScanner({ onItem: (item) => items.push(item), onDocument: (document) => documents.push(document) });
  for (const line of text.split("\n")) scanner.takeLine(line);
  scanner.finish();
  return { items, documents };
}

const texts: readonly (readonly [what: string, text: string, items: readonly string[], documents: readonly string[]])[] = [
  [
    "a list as kubectl writes it",
    "apiVersion: v1\nitems:\n- kind: Pod\n  spec:\n    containers:\n    - name: c\n- kind: Pod\nkind: List",
    ["  kind: Pod\n  spec:\n    containers:\n    - name: c", "  kind: Pod"],
    ["apiVersion: v1\nitems: []\nkind: List"],
  ],
  [
    "items that are indented",
    "items:\n  - a: 1\n    b:\n      - c\n  - a: 2\nkind: List",
    ["    a: 1\n    b:\n      - c", "    a: 2"],
    ["items: []\nkind: List"],
  ],
  [
    "a text over several lines with dashes in it",
    "items:\n- note: |\n    - no item\n\n    end\n- a: 2",
    ["  note: |\n    - no item\n\n    end", "  a: 2"],
    ["items: []"],
  ],
  [
    "several documents",
    "kind: Pod\n---\nitems:\n- a: 1\n--- # more\nkind: Service",
    ["  a: 1"],
    ["kind: Pod", "items: []", "kind: Service"],
  ],
  ["an empty list", "apiVersion: v1\nitems: []\nkind: List", [], ["apiVersion: v1\nitems: []\nkind: List"]],
];

for (const [what, text, items, documents] of texts) test(what, () => assert.deepEqual(scan(text), { items, documents }));
