import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { SealedText } from "./sealed-text.ts";

const hashWith = (key: string) => (text: string) => createHmac("sha256", key).update(text).digest();
const tokens = new SealedText(hashWith("one"));

test("a sealed text is opened by its key alone, whole and unchanged", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 200 }).filter((text) => text.isWellFormed()),
      (text) => {
        const sealed = tokens.seal(text);
        assert.equal(tokens.open(sealed), text);
        assert.equal(tokens.seal(text), sealed);
        assert.equal(new SealedText(hashWith("two")).open(sealed), undefined);
        assert.equal(tokens.open(sealed.slice(0, -2)), undefined);
        assert.equal(tokens.open(text), undefined);
      },
    ),
  );
});
