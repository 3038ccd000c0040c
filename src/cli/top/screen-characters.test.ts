import assert from "node:assert/strict";
import { test } from "node:test";
import { screenCharacters } from "./screen-characters.ts";

for (const [environment, characters] of [
  [{ TERM: "xterm-256color", LANG: "en_US.UTF-8" }, "unicode"],
  [{ TERM: "xterm", LC_ALL: "C.utf8", LANG: "C" }, "unicode"],
  [{ TERM: "xterm" }, "unicode"],
  [{ TERM: "xterm", LC_ALL: "" }, "unicode"],
  [{ TERM: "xterm", LANG: "C" }, "ascii"],
  [{ TERM: "xterm", LC_ALL: "POSIX", LANG: "de_DE.UTF-8" }, "ascii"],
  [{ TERM: "xterm", LC_CTYPE: "de_DE.ISO-8859-1" }, "ascii"],
  [{ TERM: "dumb", LANG: "en_US.UTF-8" }, "ascii"],
  [{ TERM: "linux", LANG: "en_US.UTF-8" }, "ascii"],
] as const) {
  test(`${JSON.stringify(environment)} shows ${characters}`, () => assert.equal(screenCharacters(environment), characters));
}
