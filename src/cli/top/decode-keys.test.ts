import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { topKeys } from "../../report/top/top-keys.ts";
import { decodeKeys } from "./decode-keys.ts";

for (const [sent, keys, rest = ""] of [
  ["q", ["q"]],
  ["gG?/", ["g", "G", "?", "/"]],
  ["é日🦀", ["é", "日", "🦀"]],
  ["\r", ["enter"]],
  ["\x7f\b", ["backspace", "backspace"]],
  ["\x03\x1a", ["ctrl-c", "ctrl-z"]],
  ["\x1b[A\x1bOA", ["up", "up"]],
  ["\x1b[5~\x1b[6~", ["pageup", "pagedown"]],
  ["\x1b[1~\x1b[4~\x1b[H\x1bOF", ["home", "end", "home", "end"]],
  ["\x1b[Z", ["shift-tab"]],
  ["\x1b", [], "\x1b"],
  ["x\x1b[", ["x"], "\x1b["],
  ["\x1b[1;5", [], "\x1b[1;5"],
  ["\x1bq", ["escape", "q"]],
  ["\x1b\x1b[A", ["escape", "up"]],
  ["\x1b[<0;10;5M", []],
  ["\x1b[I\x1b[O", []],
  ["\x1b[12;40R", []],
  ["\x1b[[A", []],
  ["\x00\x01", []],
] as const) {
  test(`${JSON.stringify(sent)} is ${JSON.stringify(keys)}${rest === "" ? "" : " and the beginning of something"}`, () =>
    assert.deepEqual(decodeKeys(sent), { keys, rest }));
}

test("keys that arrive in pieces are the same keys", () => {
  const sequence = fc.constantFrom("a", "é", "\r", "\x1b[A", "\x1bOB", "\x1b[5~", "\x1b[1;5C", "\x1b[<0;1;1M");
  fc.assert(
    fc.property(fc.array(sequence, { maxLength: 12 }), fc.array(fc.nat(60), { maxLength: 6 }), (sequences, cuts) => {
      const text = sequences.join("");
      const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((left, right) => left - right);
      let rest = "";
      const keys: string[] = [];
      for (const [from, to] of [0, ...places].map((place, index) => [place, [...places, text.length][index]] as const)) {
        const decoded = decodeKeys(rest + text.slice(from, to));
        keys.push(...decoded.keys);
        rest = decoded.rest;
      }
      assert.deepEqual({ keys, rest }, decodeKeys(text));
    }),
  );
});

test("whatever a terminal sends, nothing is left over but a sequence that has begun", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const { rest } = decodeKeys(text);
      assert.ok(rest === "" || rest.startsWith("\x1b"));
    }),
  );
});

test("every key of the help can be sent by a terminal", () => {
  const sendable = new Set<string>();
  const sequences = [..."ABCDHF"].map((letter) => `\x1b[${letter}`).concat("\x1b[5~", "\x1b[6~", "\x1b[Z");
  for (const sent of [...sequences, ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))])
    for (const key of decodeKeys(sent).keys) sendable.add(key);
  // Alone in its time it is told from a sequence's beginning by the screen.
  sendable.add("escape");
  assert.deepEqual(
    topKeys.flatMap(({ keys }) => keys).filter((key) => !sendable.has(key)),
    [],
  );
});
