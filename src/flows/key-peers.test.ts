import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyPeers } from "./key-peers.ts";

/** Peers by their number, as addresses that differ in their last word only, each seen by key 0. */
function peersSeen(numbers: readonly number[]): KeyPeers {
  const peers = new KeyPeers();
  const words = new Uint32Array(numbers.length * 4);
  numbers.forEach((number, row) => {
    words.set([0, 0, 0xffff, 0x0a000000 + number], row * 4);
  });
  const rows = Uint32Array.from(numbers, (_, row) => row);
  peers.addColumn(new Uint32Array(numbers.length), words, 4, 0, rows);
  return peers;
}

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

for (const count of [0, 1, 10, 100, 300, 600]) {
  test(`${count} peers are told to within a tenth or two`, () => {
    const estimate = peersSeen(upTo(count)).peersOf(0);
    assert.ok(estimate !== undefined && Math.abs(estimate - count) <= Math.max(2, count * 0.15), `${estimate}`);
  });
}

test("a peer seen a thousand times is one", () => {
  assert.equal(peersSeen(Array.from({ length: 1000 }, () => 7)).peersOf(0), 1);
});

test("more peers than the bitmap can tell are many", () => {
  assert.ok((peersSeen(upTo(100_000)).peersOf(0) ?? 0) > 1000);
});

test("keys far apart do not share bits, and one beyond the last has no bitmap", () => {
  const peers = peersSeen(upTo(100));
  const words = Uint32Array.of(0, 0, 0xffff, 1);
  peers.addColumn(Uint32Array.of(30_000), words, 4, 0, Uint32Array.of(0));
  peers.addColumn(Uint32Array.of(0xffff_ffff), words, 4, 0, Uint32Array.of(0));
  assert.equal(peers.peersOf(30_000), 1);
  assert.equal(peers.peersOf(29_999), 0);
  assert.equal(peers.peersOf(0xffff_ffff), undefined);
});
