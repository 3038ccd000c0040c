import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { fromBytes, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import { AttributeWriter } from "./attribute-writer.ts";

test("attributes are padded, nests are flagged and know their length", () => {
  const attributes = new AttributeWriter();
  attributes.nest(1, () => {
    attributes.nest(2, () => attributes.uint8(1, 6));
    attributes.uint16(3, 0x9c40);
  });
  attributes.uint32(7, 600);
  assert.equal(fromBytes(attributes.finish()), "18000180" + "0c000280" + "0500010006000000" + "060003009c400000" + "0800070000000258");
});

test("a big-endian host has its headers the other way round, the payload stays", () => {
  const attributes = new AttributeWriter("big");
  attributes.nest(1, () => attributes.uint32(7, 600));
  assert.equal(fromBytes(attributes.finish()), "000c8001" + "0008000700000258");
});

test("a header before them does not count as an attribute", () => {
  const writer = new ByteWriter();
  writer.uint32(0, "big");
  const attributes = new AttributeWriter("little", writer);
  attributes.text(1, "ftp");
  assert.equal(fromBytes(attributes.finish()), "00000000" + "0800010066747000");
});

test("what does not fit nla_len is refused", () => {
  assert.throws(() => new AttributeWriter().copy(1, new Uint8Array(65532)), wireErrorWith("too-large"));
});
