import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

for (const file of ["flow-line-scanner.ts", "flow-xml-scanner.ts"]) {
  test(`every word constant of ${file} is the little-endian word of the text beside it`, () => {
    const source = readFileSync(new URL(file, import.meta.url), "utf8");
    const constants = [...source.matchAll(/^const word\w+ = (0x[0-9a-f]+); \/\/ "(.{1,4})"$/gm)];
    assert.equal(constants.length, source.match(/^const word/gm)?.length);
    for (const [, value, text] of constants) {
      const expected = [...text!].reduce((sum, character, index) => sum + character.charCodeAt(0) * 256 ** index, 0);
      assert.equal(Number(value), expected, `the constant of "${text}"`);
    }
  });
}
