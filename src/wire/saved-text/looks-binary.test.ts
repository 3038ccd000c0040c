import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { looksBinary } from "./looks-binary.ts";

const zeros = (length: number) => "\0".repeat(length);

for (const { what, head, isBinary } of [
  { what: "an empty file is no binary", head: "", isBinary: false },
  { what: "a log is text", head: "Jan 15 12:00:00 node kernel: up\n\tindented\r\n", isBinary: false },
  { what: "a log in colour is text", head: "\u001b[31mE0115\u001b[0m failed\n".repeat(50), isBinary: false },
  { what: "text in UTF-8 is text", head: "größer als 日本\n", isBinary: false },
  {
    what: "a block of zeros before the first line after a crash is passed over",
    head: `${zeros(4096)}Jan 15 12:00:00 node kernel: up\n`,
    isBinary: false,
  },
  { what: "a single zero byte is no text", head: "ab\0cd", isBinary: true },
  { what: "UTF-16 is no text that could be searched", head: "a\0b\0c\0d\0", isBinary: true },
  { what: "nothing but zeros is no text", head: zeros(70_000), isBinary: true },
]) {
  test(what, () => assert.equal(looksBinary(Buffer.from(head)), isBinary));
}

test("a compressed file and a program are no text", () => {
  assert.equal(looksBinary(gzipSync("Jan 15 12:00:00 node kernel: up\n".repeat(1000))), true);
  assert.equal(looksBinary(Buffer.from("7f454c4602010100000000000000000003003e00", "hex")), true);
});
