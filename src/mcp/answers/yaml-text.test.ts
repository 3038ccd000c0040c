import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import { yamlText } from "./yaml-text.ts";

const tricky = fc.constantFrom(
  "",
  " ",
  "- x",
  "a: b",
  "# no",
  "true",
  "1e3",
  "~",
  "a\nb",
  " a\nb",
  "a\n",
  "a\n\n  b\nc",
  "|-",
  "---",
  "...",
  "é\nü",
  "a\tb\nc",
  "0x1f",
);

test("what is written is read as the same value by a parser of YAML", () => {
  const text = fc.oneof(tricky, fc.string(), fc.string({ unit: "binary" }));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(
        text.filter((name) => name !== "__proto__"),
        tie("value"),
        { maxKeys: 4, noNullPrototype: true },
      ),
    ),
  }));
  fc.assert(fc.property(value, (sample) => assert.deepEqual(parse(yamlText(sample), { uniqueKeys: false }), sample)));
});

test("a text of several lines stands as it is", () => {
  assert.equal(
    yamlText({ content: "one\n  two\n\nthree: 3", lines: [1, 4] }),
    "content: |-\n  one\n    two\n\n  three: 3\nlines:\n  - 1\n  - 4\n",
  );
});
