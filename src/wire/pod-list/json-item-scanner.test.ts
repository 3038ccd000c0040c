import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { JsonItemScanner, type JsonScanEnd } from "./json-item-scanner.ts";

function scan(text: string, cuts: readonly number[] = [], maxPieceBytes?: number) {
  const items: unknown[] = [];
  const documents: unknown[] = [];
  const scanner = new JsonItemScanner({
    onItem: (item) => items.push(JSON.parse(item)),
    onDocument: (document) => documents.push(JSON.parse(document)),
    ...(maxPieceBytes === undefined ? {} : { maxPieceBytes }),
  });
  const bytes = new TextEncoder().encode(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other), bytes.length];
  for (const [at, place] of places.entries()) scanner.push(bytes.slice(place, places[at + 1] ?? place));
  return { items, documents, end: scanner.finish() };
}

const complete = (documents: number): JsonScanEnd => ({ status: "complete", documents });

const texts: readonly (readonly [what: string, text: string, items: unknown[], documents: unknown[], end: JsonScanEnd])[] = [
  [
    "a list",
    '{"items":[{"a":1},{"b":[{"c":2}]}],"kind":"List"}',
    [{ a: 1 }, { b: [{ c: 2 }] }],
    [{ items: [], kind: "List" }],
    complete(1),
  ],
  ["a list with spaces", ' {\n "items" : [ {"a":1} , {"b":2} ]\n}\n', [{ a: 1 }, { b: 2 }], [{ items: [] }], complete(1)],
  ["an empty list", '{"items":[]}', [], [{ items: [] }], complete(1)],
  [
    "the list of the sgfp toolkit",
    '{"metadata":{"items":[{"no":1}]},"pods":[{"a":1}]}',
    [{ a: 1 }],
    [{ metadata: { items: [{ no: 1 }] }, pods: [] }],
    complete(1),
  ],
  ["an outermost list", '[{"a":1},{"b":2}]', [{ a: 1 }, { b: 2 }], [[]], complete(1)],
  [
    "one object",
    '{"kind":"Pod","spec":{"containers":[{"name":"c"}]}}',
    [],
    [{ kind: "Pod", spec: { containers: [{ name: "c" }] } }],
    complete(1),
  ],
  [
    "two lists behind each other",
    '{"items":[{"a":1}]}\n{"items":[{"b":2}]}',
    [{ a: 1 }, { b: 2 }],
    [{ items: [] }, { items: [] }],
    complete(2),
  ],
  ["brackets and quotes in texts", '{"items":[{"a":"}]\\"{\\\\"}],"x":"]}"}', [{ a: '}]"{\\' }], [{ items: [], x: "]}" }], complete(1)],
  ["a list of what is no object", '{"items":[1,"x",[{"a":1}]]}', [], [], complete(1)],
  [
    "a field that is only called so in a text",
    '{"note":"items","other":[{"a":1}]}',
    [],
    [{ note: "items", other: [{ a: 1 }] }],
    complete(1),
  ],
  ["a byte order mark", '\ufeff{"items":[{"a":1}]}', [{ a: 1 }], [{ items: [] }], complete(1)],
  ["a list that is cut in an object", '{"items":[{"a":1},{"b"', [{ a: 1 }], [], { status: "cut" }],
  ["a list that is cut behind an object", '{"items":[{"a":1}', [{ a: 1 }], [], { status: "cut" }],
  ["a text that is cut", '{"items":[{"a":"1', [], [], { status: "cut" }],
  ["brackets that do not fit", '{"items":[{"a":1}}', [{ a: 1 }], [], { status: "broken" }],
  ["something behind the list", '{"items":[]} and more', [], [{ items: [] }], { status: "broken" }],
];

for (const [what, text, items, documents, end] of texts)
  test(`${what}, in one piece and byte by byte`, () => {
    for (const cuts of [[], Array.from({ length: text.length + 8 }, (_, at) => at)]) {
      if (what === "a list of what is no object") {
        // Without the commas between what is no object its shell is no JSON: nobody has such a list, and it is not mistaken for one of objects.
        assert.throws(() => scan(text, cuts), SyntaxError);
        continue;
      }
      assert.deepEqual(scan(text, cuts), { items, documents, end });
    }
  });

test("a piece that is longer than any object ends the scan", () => {
  assert.deepEqual(scan(`{"items":[{"a":"${"x".repeat(5000)}"}]}`, [3000], 1000).end, { status: "too-long" });
});

test("any list of objects comes out as it went in, wherever the bytes are cut", () => {
  const object = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)));
  fc.assert(
    fc.property(
      fc.array(object),
      fc.dictionary(fc.constantFrom("a", "b"), fc.jsonValue()),
      fc.array(fc.nat(4000)),
      (items, others, cuts) => {
        const list = JSON.parse(JSON.stringify({ ...others, items, kind: "List" }));
        const scanned = scan(JSON.stringify(list, null, 2), cuts);
        assert.deepEqual(scanned.items, list.items);
        assert.deepEqual(scanned.documents, [{ ...list, items: [] }]);
      },
    ),
  );
});

test("any bytes are scanned to some end", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const scanner = new JsonItemScanner({ onItem: () => {}, onDocument: () => {} });
      scanner.push(bytes);
      scanner.finish();
    }),
  );
});
