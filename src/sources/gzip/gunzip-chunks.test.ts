import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { BundleMeter, defaultBundleLimits } from "../bundle/bundle-limits.ts";
import { gunzipChunks } from "./gunzip-chunks.ts";

async function unpack(packed: Uint8Array, chunkBytes: number, limits = defaultBundleLimits) {
  const remarks: string[] = [];
  const parts: Uint8Array[] = [];
  // Reused, as a range of a file is.
  const buffer = new Uint8Array(chunkBytes);
  const chunks = async function* () {
    for (let at = 0; at < packed.length; at += chunkBytes) {
      const piece = packed.subarray(at, at + chunkBytes);
      buffer.set(piece);
      yield buffer.subarray(0, piece.length);
    }
  };
  const bytes = gunzipChunks(chunks(), new BundleMeter("x.gz", limits), (what) => remarks.push(what));
  for await (const chunk of bytes) parts.push(chunk.slice());
  return { content: Buffer.concat(parts), remarks };
}

const contents = [randomBytes(200_000), Buffer.alloc(0), Buffer.from("short"), Buffer.alloc(700_000, "the same again ")];
const packed = Buffer.concat(contents.map((content) => gzipSync(content)));

for (const [what, behind, remark] of [
  ["nothing", Buffer.alloc(0), undefined],
  ["zeros", Buffer.alloc(100_000), undefined],
  ["garbage", Buffer.from("garbage"), /stands something that is no gzip/],
  ["garbage behind zeros", Buffer.concat([Buffer.alloc(600), Buffer.from("x")]), /stands something that is no gzip/],
  ["the beginning of another member", Buffer.from([0x1f, 0x8b, 8, 0]), /cut short/],
  ["a member that is damaged", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]), /damaged/],
] as const) {
  // Some end a chunk within a header or a trailer; large ones hold several members.
  for (const chunkBytes of [7, 8192, 1 << 20]) {
    test(`with ${what} behind several members, all of them are unpacked from chunks of ${chunkBytes} bytes`, async () => {
      const { content, remarks } = await unpack(Buffer.concat([packed, behind]), chunkBytes);
      assert.ok(content.equals(Buffer.concat(contents)), `${content.length}`);
      assert.equal(remarks.length, remark === undefined ? 0 : 1);
      if (remark !== undefined) assert.match(remarks[0] ?? "", remark);
    });
  }
}

test("a header with every field there is is passed over", async () => {
  const member = gzipSync("content");
  const fields = Buffer.concat([
    Buffer.from([3, 0]),
    Buffer.from("abc"),
    Buffer.from("name\0"),
    Buffer.from("comment\0"),
    Buffer.from([1, 2]),
  ]);
  const header = Buffer.from(member.subarray(0, 10));
  header[3] = 0x1e;
  assert.deepEqual(await unpack(Buffer.concat([header, fields, member.subarray(10)]), 5), { content: Buffer.from("content"), remarks: [] });
});

for (const [what, at] of [
  ["checksum", 8],
  ["length", 4],
] as const) {
  test(`a wrong ${what} is said, and nothing behind it is read`, async () => {
    const member = gzipSync("content");
    const place = member.length - at;
    member[place] = (member[place] ?? 0) ^ 1;
    const { content, remarks } = await unpack(Buffer.concat([member, gzipSync("more")]), 1 << 20);
    assert.equal(content.toString(), "content");
    assert.match(remarks[0] ?? "", /damaged/);
  });
}

test("a member that is cut at any byte gives what could be unpacked, and a remark", async () => {
  const member = gzipSync(randomBytes(300));
  for (let length = 1; length < member.length; length++) {
    const { remarks } = await unpack(member.subarray(0, length), 64);
    assert.deepEqual(remarks, ["the compressed file is cut short; what could be unpacked was read"], `${length}`);
  }
});

test("more members than the bound are refused: each costs a decompressor", async () => {
  const many = Buffer.concat(Array.from({ length: 11 }, () => gzipSync("")));
  await assert.rejects(unpack(many, 1 << 20, { ...defaultBundleLimits, files: 10 }), { code: "bundle-too-many-files" });
});
