import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBytes, toBytes, wireErrorWith } from "../bytes/codec-gauntlet.case.ts";
import { WireError } from "../bytes/wire-error.ts";
import { AttributeCursor } from "./attribute-cursor.ts";

function cursorOver(hex: string, order: "little" | "big" = "little"): AttributeCursor {
  const bytes = toBytes(hex);
  return new AttributeCursor(bytes, 0, bytes.length, order);
}

test("attributes are walked with their types and payloads, padding skipped", () => {
  const cursor = cursorOver("0500 0100 06 000000 0600 0200 9c40 0000 0400 0300");
  const seen = [];
  while (cursor.next()) seen.push([cursor.type, cursor.payloadLength]);
  assert.deepEqual(seen, [
    [1, 1],
    [2, 2],
    [3, 0],
  ]);
  assert.equal(cursor.next(), false, "the end stays the end");
});

test("the padding of the last attribute may be missing", () => {
  const cursor = cursorOver("0500 0100 06");
  assert.ok(cursor.next());
  assert.equal(cursor.uint8("x"), 6);
  assert.equal(cursor.next(), false);
});

test("numbers are big-endian as ctnetlink sends them, or in the order asked for, unless the flag says network order", () => {
  const cursor = cursorOver("0800 0100 00000102 0800 0140 00000102 0600 0200 0102 0000 0c00 0300 0000000000000102");
  cursor.next();
  assert.equal(cursor.uint32("x"), 0x102);
  assert.equal(cursor.uint32("x", "little"), 0x02010000);
  cursor.next();
  assert.ok(cursor.isNetworkOrder);
  assert.equal(cursor.type, 1);
  assert.equal(cursor.uint32("x", "little"), 0x102);
  cursor.next();
  assert.equal(cursor.uint16("x"), 0x102);
  cursor.next();
  assert.equal(cursor.uint64("x"), 0x102);
});

test("attribute headers are read in the order of the host", () => {
  const cursor = cursorOver("0005 8001 06", "big");
  cursor.next();
  assert.deepEqual([cursor.type, cursor.isNested, cursor.uint8("x")], [1, true, 6]);
});

test("a nest is walked on its own, with or without the flag, and unknown attributes in it are counted with the others", () => {
  for (const type of ["0100", "0180"]) {
    const cursor = cursorOver(`1000 ${type} 0800 6300 00000000 0400 0200 0400 6300`);
    assert.ok(cursor.next());
    assert.equal(cursor.isNested, type === "0180");
    const inner = cursor.nested();
    const types = [];
    while (inner.next()) {
      types.push(inner.type);
      if (inner.type === 0x63) inner.skipUnknown();
    }
    assert.deepEqual(types, [0x63, 2]);
    assert.ok(cursor.next());
    cursor.skipUnknown();
    assert.equal(cursor.tally.unknown, 2);
  }
});

test("a length of 0, or shorter than its header, is refused: the walk would stand still", () => {
  for (const length of ["0000", "0300"]) assert.throws(() => cursorOver(`${length} 0100 00000000`).next(), wireErrorWith("bad-length"));
});

test("an attribute longer than what is left is truncated, and so is half a header", () => {
  assert.throws(() => cursorOver("0900 0100 00000000").next(), wireErrorWith("truncated"));
  const cursor = cursorOver("0400 0100 0400");
  assert.ok(cursor.next());
  assert.throws(
    () => cursor.next(),
    (error) => error instanceof WireError && error.code === "truncated" && error.offset === 4,
  );
});

test("a nest cannot reach outside the attribute that holds it", () => {
  const cursor = cursorOver("0800 0180 0c00 0200 00000000 00000000");
  assert.ok(cursor.next());
  assert.throws(() => cursor.nested().next(), wireErrorWith("truncated"));
});

test("a payload of another size than the number wanted is refused", () => {
  const cursor = cursorOver("0600 0100 0102 0000");
  cursor.next();
  assert.throws(() => cursor.uint8("x"), wireErrorWith("bad-length"));
  assert.throws(() => cursor.uint32("x"), wireErrorWith("bad-length"));
  assert.throws(() => cursor.copyOf(16, "x"), wireErrorWith("bad-length"));
  assert.equal(fromBytes(cursor.copy("x")), "0102");
});
