import assert from "node:assert/strict";
import { test } from "node:test";
import { everyBlock } from "./every-block.case.ts";
import { drawBar, renderText } from "./render-text.ts";

test("every kind of block has its form for a terminal, with columns under each other", () => {
  assert.equal(
    renderText(everyBlock),
    `3 entries · a_table.txt

Sources
              entries
  10.0.1.5|x        2  ██████████
  fd00::1       1,000  ▎

<b>Not</b> the whole *table*.

  - one
  - [two](http://x)

    ullage check
    ullage analyze
`,
  );
});

test("a table without titles has no line for them", () => {
  const columns = [{ title: "", align: "left" }] as const;
  assert.equal(renderText([{ kind: "table", columns, rows: [["a"], ["b"]] }]), "  a\n  b\n");
});

test("no line ends in blanks", () => {
  assert.doesNotMatch(renderText(everyBlock), / $/m);
});

test("a document of nothing is nothing", () => assert.equal(renderText([]), ""));

for (const [ratio, bar] of [
  [0, ""],
  [0.001, ""],
  [0.01, "▎"],
  [0.05, "█"],
  [0.5, "██████████"],
  [1, "████████████████████"],
  [7, "████████████████████"],
  [-1, ""],
] as const) {
  test(`a share of ${ratio} is a bar of "${bar}"`, () => assert.equal(drawBar(ratio), bar));
}
