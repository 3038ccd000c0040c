import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isProblem } from "./expression.ts";
import { longestQuery, readSearchPattern, type SearchPattern } from "./search-pattern.ts";

function patternOf(query: string): SearchPattern {
  const read = readSearchPattern(query);
  if (isProblem(read)) assert.fail(`${query}: ${read.because}`);
  return read;
}

for (const [query, source, finder] of [
  ["conntrack_allowance_exceeded", "conntrack_allowance_exceeded", "conntrack_allowance_exceeded"],
  [
    "nf_conntrack.*table full|conntrack_allowance_exceeded",
    "nf_conntrack.*table full|conntrack_allowance_exceeded",
    "nf_conntrack|conntrack_allowance_exceeded",
  ],
  ["(a+)+$", "(?:a)$", "a"],
  ["(.*)*x", "x", "x"],
  ["(\\w+\\s?)*$", "$", undefined],
  ["^(a+)+$", "^(a+)+$", "a"],
  ["\\w+\\s\\w+:\\d{2,4}\\s*", "\\w\\s\\w+:(?:\\d{1}\\d)", ":"],
  ["(a|b*)cd?", "c", "c"],
  ["(a)\\1+", "(a)\\1+", "a"],
  ["(?<=x+)ab+", "(?<=x+)ab", "x"],
  ["a?(?=.*error).*timeout", "(?=.*error).*timeout", "timeout"],
  ["(?!.*debug)e{2,}r+", "(?!.*debug)e{2,}r", "e"],
  ["10\\.0\\.1\\.5\\b", "10\\.0\\.1\\.5\\b", "10\\.0\\.1\\.5"],
  ["\\u00e9t\\xe9", "\\u00e9t\\xe9", "été"],
  ["(?i:Foo)bar", "(?i:Foo)bar", "bar"],
  ["[0-9]+", "[0-9]", undefined],
  ["x|", "", undefined],
] as const) {
  test(`of ${query} remains ${source}, looked for by ${finder ?? "nothing"}`, () => {
    const pattern = patternOf(query);
    assert.deepEqual({ source: pattern.source, finder: pattern.finder }, { source, finder });
  });
}

for (const [query, flags] of [
  ["foo", "is"],
  ["(?i)foo", "is"],
  ["(?-i)foo", "s"],
  ["é", "isu"],
  ["\\p{Lu}x", "isu"],
] as const) {
  test(`${query} is searched with ${flags}`, () => assert.equal(patternOf(query).flags, flags));
}

for (const [query, asks] of [
  ["foo", { asksForStart: false, asksForEnd: false }],
  ["a(?:^b|c$)", { asksForStart: true, asksForEnd: true }],
  ["(?=.*x$)", { asksForStart: false, asksForEnd: true }],
  ["[$^]\\$", { asksForStart: false, asksForEnd: false }],
] as const) {
  test(`whether ${query} asks for the ends of the line is known`, () => {
    const { asksForStart, asksForEnd } = patternOf(query);
    assert.deepEqual({ asksForStart, asksForEnd }, asks);
  });
}

for (const [query, at, because] of [
  ["x(foo", 1, /group/],
  ["foo)", 3, /parenthesis/],
  ["a**", 2, /repetition/],
  ["*a", 0, /repeated/],
  ["a|+", 2, /repeated/],
  ["^*", 1, /repeated/],
  ["a{3,1}", 1, /order/],
  ["x[abc", 1, /class/],
  ["x\\", 1, /backslash/],
  ["(?P<n>x)", 0, /group/],
  ["(?>x)", 0, /group/],
  ["a++", 2, /possessive/],
  ["\\Afoo\\z", 0, /write \^/],
  ["x[[:digit:]]", 2, /POSIX/],
  ["foo\\nbar", 3, /line/],
  ["[z-a]", 0, /Range/],
  ["(?i)(foo", 4, /group/],
  ["", 0, /empty/],
  ["x".repeat(longestQuery + 1), longestQuery, /500/],
] as const) {
  test(`${query.slice(0, 30)} is refused after ${at} characters`, () => {
    const read = readSearchPattern(query);
    assert.ok(isProblem(read));
    assert.equal(read.at, at);
    assert.match(read.because, because);
  });
}

const atom = fc.constantFrom(
  "a",
  "b",
  "ab",
  "[ab]",
  "[^a]",
  "\\w",
  ".",
  " ",
  "\\s",
  "c",
  "\\.",
  "(?:a|b)",
  "x{2}",
  "\\b",
  "^",
  "$",
  "(?=b)",
  "(?<=a)",
  "(?!c)",
);
const repetition = fc.constantFrom("", "", "", "+", "*", "?", "+?", "*?", "{2}", "{1,2}", "{2,}", "{0,1}");
const { expression } = fc.letrec<{ expression: string; choice: string; sequence: string; item: string }>((tie) => ({
  item: fc.oneof(
    // Repetitions three deep take V8 minutes on some of the lines.
    { maxDepth: 2, withCrossShrink: true },
    fc.tuple(atom, repetition).map(([of, times]) => (/^(?:\\b|\^|\$|\(\?)/.test(of) && !of.startsWith("(?:") ? of : `${of}${times}`)),
    fc.tuple(tie("choice"), repetition).map(([of, times]) => `(${of})${times}`),
  ),
  sequence: fc.array(tie("item"), { minLength: 0, maxLength: 4 }).map((items) => items.join("")),
  choice: fc.array(tie("sequence"), { minLength: 1, maxLength: 3 }).map((options) => options.join("|")),
  expression: tie("choice"),
}));
const line = fc.array(fc.constantFrom("a", "b", "c", "x", "xx", " ", ".", "ab", "A"), { maxLength: 6 }).map((parts) => parts.join(""));

test("what remains of an expression is found in the same lines, and its finder in all of them", () => {
  let found = 0;
  fc.assert(
    fc.property(expression, line, (query, text) => {
      const read = readSearchPattern(query);
      if (isProblem(read)) return;
      const isWanted = new RegExp(query, "is").test(text);
      assert.equal(new RegExp(read.source, read.flags).test(text), isWanted, read.source);
      if (!isWanted) return;
      found++;
      if (read.finder !== undefined) assert.match(text, new RegExp(read.finder, read.flags));
    }),
    { numRuns: 3000 },
  );
  assert.ok(found > 300, `${found} lines were found`);
});

test("whatever V8 takes is understood or left alone", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab01(){}[]|*+?^$.\\-,:=!<>diwsxupk "), maxLength: 12 }), line, (query, text) => {
      const read = readSearchPattern(query);
      if (isProblem(read)) return;
      const body = query.replace(/^\(\?-?i\)/, "");
      const isWanted = new RegExp(body, read.flags).test(text);
      assert.equal(new RegExp(read.source, read.flags).test(text), isWanted, read.source);
      if (isWanted && read.finder !== undefined) assert.match(text, new RegExp(read.finder, read.flags));
    }),
    { numRuns: 20_000 },
  );
});
