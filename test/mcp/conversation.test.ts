import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { copyBundle } from "../../src/mcp/tools/many-bundles.case.ts";
import { assertShown } from "../shown-lines.ts";
import { root, temporaryFolder } from "./running-server.ts";
import { startStdio } from "./stdio-server.ts";

const page = "docs/agents.md";
/** A question as the page has it, and the answer under it. */
const exchanges = [
  ...readFileSync(join(root, page), "utf8").matchAll(/^\*\*`(?<tool>\w+) (?<input>\{.*\})`\*\*\n\n```text\n(?<answer>[\s\S]*?)\n```$/gm),
].map(({ groups: { tool = "", input = "", answer = "" } = {} }) => ({ tool, input, answer }));

// The folder that the page speaks of: one node whose table a Deployment has filled, and one that is well.
const bundles = temporaryFolder({ after });
copyBundle("full-churn-of-a-deployment", join(bundles, "prod/node-a"), "node-a");
copyBundle("healthy-node", join(bundles, "prod/node-b"), "node-b");
const { client } = await startStdio({ after }, ["--bundles", bundles, "--state", temporaryFolder({ after })]);

test(`${page} has a conversation`, () => assert.ok(exchanges.length >= 5));

for (const { tool, input, answer } of exchanges) {
  test(`${page} shows what ${tool} ${input} is answered`, async () => {
    const { content } = await client.callTool({ name: tool, arguments: JSON.parse(input) });
    const [first] = content;
    assert.ok(first?.type === "text");
    assertShown(linesOf(answer), linesOf(first.text));
  });
}

/** The word of the fence depends on all that it holds, the age of a bundle too. */
function linesOf(text: string): readonly string[] {
  return text.split("\n").map((line) => line.trimEnd().replace(/\b[0-9a-f]{16}\b/, "WORD"));
}
