import assert from "node:assert/strict";
import { test } from "node:test";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { BundleShelf, ShelfListing, ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";
import { findBundle, newestOfEach, openBundleFleet } from "./open-bundle-fleet.ts";

const { signal } = new AbortController();

function bundle(id: string, facts: Partial<ShelvedBundle>): ShelvedBundle {
  return { id, path: `/shelf/${id}`, node: "node-a", collectedAtMs: 0, bytes: 1, isRedacted: false, ...facts };
}

/** A shelf of which only the listing is asked. */
function shelfOf(listing: ShelfListing): BundleShelf {
  const unasked = () => Promise.reject(new Error("nobody opens a bundle"));
  return { directory: undefined, list: async () => listing, open: unasked, close: async () => {} };
}

const ids = (bundles: readonly ShelvedBundle[]) => bundles.map(({ id }) => id);

for (const [name, bundles, expected] of [
  ["the newest of each node speaks", [bundle("new", {}), bundle("old", {}), bundle("b", { node: "node-b" })], ["new", "b"]],
  ["two clusters may have a node of one name", [bundle("p", { cluster: "prod" }), bundle("t", { cluster: "test" })], ["p", "t"]],
  [
    "within a cluster an older instance of the same name is gone",
    [bundle("new", { cluster: "prod", instanceId: "i-2" }), bundle("old", { cluster: "prod", instanceId: "i-1" })],
    ["new"],
  ],
  [
    "without a cluster two instances are two nodes, and a bundle that names none is of the newest",
    [bundle("x", {}), bundle("new", { instanceId: "i-2" }), bundle("old", { instanceId: "i-1" })],
    ["x", "old"],
  ],
  [
    "nodes that no file names are as many as their bundles",
    [bundle("one", { node: "unknown" }), bundle("two", { node: "unknown" }), bundle("three", { node: "unknown", instanceId: "i-1" })],
    ["one", "two", "three"],
  ],
] as const)
  test(name, () => assert.deepEqual(ids(newestOfEach(bundles)), expected));

test("an instance that is gone and an older bundle are asked by their ids", () => {
  const bundles = [
    bundle("new", { cluster: "prod", instanceId: "i-2" }),
    bundle("old", { cluster: "prod", instanceId: "i-1" }),
    bundle("older", { cluster: "prod", instanceId: "i-1" }),
  ];
  assert.equal(findBundle(bundles, "i-1")?.id, "old");
  assert.equal(findBundle(bundles, "older")?.id, "older");
  assert.equal(findBundle(bundles, "node-a")?.id, "new");
  assert.equal(findBundle(bundles, "prod/node-a")?.id, "new");
  assert.equal(findBundle(bundles, "node-b"), undefined);
});

test("a name of two clusters is refused with the names that tell them apart, and one that nobody has with those that are near", async () => {
  const fleet = openBundleFleet({
    shelf: shelfOf({ bundles: [bundle("p", { cluster: "prod" }), bundle("t", { cluster: "test" })], unreadable: [] }),
  });
  await assert.rejects(
    fleet.find("node-a", signal),
    (error) => error instanceof ToolFailure && error.code === "bad-argument" && /prod\/node-a, test\/node-a/.test(error.message),
  );
  assert.equal((await fleet.find("test/node-a", signal)).bundle?.id, "t");
  await assert.rejects(
    fleet.find("node-b", signal),
    (error) => error instanceof ToolFailure && error.code === "unknown-node" && /near: node-a/.test(error.message),
  );
});

test("what cannot be read and what is redacted is said, and collecting gives the bundle that is there", async () => {
  const fleet = openBundleFleet({
    shelf: shelfOf({
      bundles: [bundle("a", { isRedacted: true })],
      unreadable: Array.from({ length: 12 }, (_, at) => ({ id: `broken-${at}`, because: "it is cut short" })),
    }),
  });
  const { nodes, remarks } = await fleet.list(signal);
  assert.equal(remarks.length, 12);
  assert.match(remarks.join("\n"), /broken-0 is left out: it is cut short[\s\S]*2 more are left out[\s\S]*1 of the bundles are redacted/);
  const options = { directory: "/nowhere", windowSeconds: 1, onProgress: () => {} };
  assert.deepEqual(await nodes[0]?.collect(options, signal), { path: "/shelf/a", bytes: 1, wasThere: true });
});
