import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { readContract } from "../../contract/tools/read.ts";
import type { ToolOutput } from "../../contract/tools/tool-contract.ts";
import { eksFolder, packedEks, shelfPlace } from "../../operations/bundle-shelf/shelf-places.case.ts";
import { eksName } from "../../sources/bundle/bundle-places.case.ts";
import { harmlessLines } from "../answers/harmless-lines.ts";
import { callTool, contextOfBundles } from "../arguments/bundle-context.case.ts";
import type { ToolContext } from "../tool.ts";
import { readTool } from "./read.ts";

type Read = ToolOutput<typeof readContract>;

const place = shelfPlace();
const folder = place.copy(eksFolder, "node");
place.put(`archives/${eksName}.tar.gz`, packedEks());
const lines = Array.from({ length: 5_000 }, (_, number) => `Jan 15 12:00:00 node app[1]: line ${number + 1} größer`);
const contents = {
  "var_log/app.log": `${lines.join("\n")}\n`,
  "var_log/long.log": `short\n${"ü".repeat(2_000_000)}\nend\n`,
  "var_log/colour.log": "\u001b[31mred\u001b[0m \u202etxet\n".repeat(3_000),
} as const;
for (const [path, content] of Object.entries(contents)) writeFileSync(join(folder, path), content);
writeFileSync(join(folder, "var_log", "empty.log"), "");
writeFileSync(join(folder, "var_log", "wtmp"), Buffer.alloc(4000, "\x07\0"));
symlinkSync("/etc/passwd", join(folder, "var_log", "passwd"));

const context = await contextOfBundles(place.bundles);

const read = (input: object, given: Partial<ToolContext> & { readonly maxBytes?: number } = {}) =>
  callTool(readTool, input, { ...context, ...given }, given.maxBytes === undefined ? {} : { maxBytes: given.maxBytes }) as Promise<Read>;

test("without a place the first thousand lines are read, as whole lines", async () => {
  const { content, startLine, endLine, hasMore, lineAligned, truncated, nextChunkToken, startByte, endByte } = await read({
    logKey: "node:var_log/app.log",
  });
  assert.equal(content, `${lines.slice(0, 1000).join("\n")}\n`);
  assert.deepEqual([startLine, endLine, hasMore, lineAligned, truncated], [1, 1000, true, true, false]);
  assert.equal(nextChunkToken, String(endByte));
  assert.equal(startByte, 0);
});

test("lines are counted from 1, and the last one ends the file", async () => {
  const middle = await read({ logKey: "node:var_log/app.log", startLine: 2500, lineCount: 2 });
  assert.equal(middle.content, `${lines[2499]}\n${lines[2500]}\n`);
  const last = await read({ logKey: "node:var_log/app.log", startLine: 4999, lineCount: 100 });
  assert.deepEqual(
    [last.content, last.endLine, last.hasMore, last.nextChunkToken],
    [`${lines[4998]}\n${lines[4999]}\n`, 5000, false, undefined],
  );
  await assert.rejects(read({ logKey: "node:var_log/app.log", startLine: 5001 }), { code: "bad-argument" });
});

for (const [file, maxBytes] of [
  ["var_log/app.log", 3_000],
  ["var_log/long.log", 20_000],
  ["var_log/colour.log", 2_000],
] as const) {
  test(`the pieces of ${file} fit into what they may take, and together are the file`, async () => {
    let startByte = 0;
    let text = "";
    for (let piece = 0; piece < 40; piece++) {
      const answer = await read({ logKey: `node:${file}`, startByte }, { maxBytes });
      assert.ok(Buffer.byteLength(JSON.stringify(answer)) <= maxBytes, `${Buffer.byteLength(JSON.stringify(answer))} bytes`);
      assert.equal(answer.startByte, startByte);
      assert.ok(answer.endByte > answer.startByte);
      text += answer.content;
      if (!answer.hasMore) break;
      startByte = Number(answer.nextChunkToken);
    }
    assert.ok(text.length > 1_000 && harmlessLines(contents[file]).startsWith(text));
  });
}

test("bytes are given as they are asked for, and say whether they are whole lines", async () => {
  const piece = await read({ logKey: "node:var_log/app.log", startByte: 4, endByte: 10 });
  assert.deepEqual([piece.content, piece.startByte, piece.endByte, piece.lineAligned], ["15 12:", 4, 10, false]);
  for (const wrong of [{ startByte: 10, endByte: 4 }, { startByte: 1e12 }, { startByte: 0, startLine: 1 }]) {
    await assert.rejects(read({ logKey: "node:var_log/app.log", ...wrong }), { code: "bad-argument" });
  }
});

test("an empty file is empty", async () => {
  const { content, hasMore, endByte } = await read({ logKey: "node:var_log/empty.log" });
  assert.deepEqual([content, hasMore, endByte], ["", false, 0]);
});

test("what would act instead of being read is shown", async () => {
  const { content } = await read({ logKey: "node:var_log/colour.log", lineCount: 1 });
  assert.equal(content, "\\x1b[31mred\\x1b[0m \\u{202e}txet\n");
});

test("a file of an archive is read by its own path or by that below the archive's folder, and beside the node's name", async () => {
  const key = `archives/${eksName}.tar.gz:${eksName}/var_log/messages`;
  const { content } = await read({ logKey: key });
  assert.match(content, /table full, dropping packet/);
  assert.equal((await read({ logKey: `archives/${eksName}.tar.gz:var_log/messages` })).logKey, key);
  assert.match((await read({ logKey: "var_log/messages", instanceId: "i-0123456789abcdef0" })).content, /table full/);
});

test("a saved table is given, with the tools that count it", async () => {
  const { content, nextStep } = await read({ logKey: "node:networking/conntrack.txt" });
  assert.match(content, /Output of conntrack -S/);
  assert.match(nextStep ?? "", /top_talkers.*find_flow/);
});

test("what is no text is refused", async () => {
  await assert.rejects(read({ logKey: "node:var_log/wtmp" }), { code: "file-binary" });
});

for (const path of [
  "../secret",
  "var_log/../../secret",
  "var_log/../var_log/messages",
  "./var_log/messages",
  "/etc/passwd",
  "//etc/passwd",
  "var_log//messages",
  "var_log\\messages",
  "..\\..\\secret",
  "var_log/messages\0",
  "var_log/messages%00",
  "%2e%2e/secret",
  "..%2fsecret",
  "file:///etc/passwd",
  "C:\\secret",
  "var_log",
  "var_log/passwd",
  "messages/",
  ".",
  "..",
  "",
]) {
  test(`the path ${JSON.stringify(path)} leads nowhere`, async () => {
    await assert.rejects(read({ logKey: `node:${path}` }), { code: "file-unknown" });
    if (path !== "") await assert.rejects(read({ logKey: path, instanceId: "node" }), { code: "file-unknown" });
  });
}

test("a key of no bundle is refused, with what to give instead", async () => {
  await assert.rejects(read({ logKey: "elsewhere:var_log/messages" }), { code: "file-unknown" });
  await assert.rejects(read({ logKey: "var_log/messages" }), { code: "file-unknown" });
  await assert.rejects(read({ logKey: "var_log/messages", instanceId: "i-00000000" }), { code: "unknown-node" });
});
