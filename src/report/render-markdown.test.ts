import assert from "node:assert/strict";
import { test } from "node:test";
import { everyBlock } from "./every-block.case.ts";
import { renderMarkdown } from "./render-markdown.ts";

test("every kind of block has its form in Markdown; bars are left out and what could act is escaped", () => {
  assert.equal(
    renderMarkdown(everyBlock),
    `# 3 entries · a\\_table.txt

## Sources

|  | entries |
| --- | ---: |
| 10.0.1.5\\|x | 2 |
| fd00::1 | 1,000 |

\\<b\\>Not\\</b\\> the whole \\*table\\*.

- one
- \\[two\\](http://x)

\`\`\`bash
ullage check
ullage analyze
\`\`\`
`,
  );
});

for (const text of ["`code`", "![image](x)", "a | b", "# title", "<script>", "~~~", "- item", "back\\slash"]) {
  test(`${text} in a cell stays one cell of the same words`, () => {
    const columns = [{ title: "name", align: "left" }] as const;
    const [, , row = ""] = renderMarkdown([{ kind: "table", columns, rows: [[text]] }]).split("\n");
    assert.equal(row.replace(/^\| | \|$/g, "").replace(/\\([\\`*_{}[\]<>|#])/g, "$1"), text);
    assert.doesNotMatch(row.slice(2, -2), /(?<!\\)(?:\\\\)*[`*_{}[\]<>|#]/);
  });
}
