import assert from "node:assert/strict";
import { test } from "node:test";
import type { SourceNatPortUse } from "../model/table-composition.ts";
import { sourceNatRoom } from "./source-nat-room.ts";

const use = (used: number, lowestPort: number, highestPort: number, remapped: number): SourceNatPortUse => ({
  ...{ from: "10.1.2.3", to: "10.0.0.10", port: 53, protocol: "udp" },
  ...{ used, lowestPort, highestPort, remapped },
});

const cases: readonly { readonly name: string; readonly use: SourceNatPortUse; readonly room: readonly [number, number, boolean] }[] = [
  {
    name: "without a narrower range to be seen there is the default one",
    use: use(2000, 32_800, 60_990, 12),
    room: [64_512, 62_512, false],
  },
  {
    name: "a range all of whose ports are taken, by connections that could not keep theirs",
    use: use(10, 40_000, 40_009, 10),
    room: [10, 0, true],
  },
  { name: "nearly all", use: use(27_900, 32_768, 60_999, 20_000), room: [28_232, 332, true] },
  {
    name: "ports that clients chose themselves lie in their own range, which says nothing of the rule's",
    use: use(27_900, 32_768, 60_999, 3),
    room: [64_512, 36_612, false],
  },
  { name: "a few ports beside each other", use: use(3, 40_000, 40_002, 3), room: [64_512, 64_509, false] },
  { name: "the whole range", use: use(64_000, 1024, 65_535, 50_000), room: [64_512, 512, false] },
  { name: "a port counted twice makes no more than all", use: use(11, 40_000, 40_009, 11), room: [10, 0, true] },
];

for (const { name, use: one, room } of cases) {
  test(name, () => {
    const { ports, free, isNarrowed, share } = sourceNatRoom(one, undefined);
    assert.deepEqual([ports, free, isNarrowed], room);
    assert.ok(share >= 0 && share <= 1);
  });
}

test("the node's own range is taken where it was read", () => {
  const ranges = { ephemeral: { from: 1, to: 2 }, reservedPorts: 0, sourceNatDefault: { from: 2000, to: 2999 } };
  assert.deepEqual(sourceNatRoom(use(100, 2000, 2500, 0), ranges).ports, 1000);
});
