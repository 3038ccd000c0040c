import assert from "node:assert/strict";
import { test } from "node:test";
import { bundleManifestSchema } from "./bundle-manifest.ts";

const manifest = {
  schemaVersion: 1,
  tool: "ullage",
  version: "0.1.0",
  node: "n1",
  collectedAt: "2026-01-15T12:00:00.000Z",
  windowSeconds: 5,
  redacted: false,
  files: [{ path: "snapshot.json", bytes: 2, sha256: "a".repeat(64) }],
  notRead: [{ path: "rules.txt", because: "no permission" }],
};

test("a manifest with and without its optional fields keeps the contract", () => {
  assert.deepEqual(bundleManifestSchema.parse(manifest), manifest);
  const labelled = { ...manifest, cluster: "c", label: "incident" };
  assert.deepEqual(bundleManifestSchema.parse(labelled), labelled);
});

for (const [what, change] of [
  ["another version of the schema", { schemaVersion: 2 }],
  ["another tool", { tool: "other" }],
  ["a label of its own", { label: "fine" }],
  ["a time that is none", { collectedAt: "yesterday" }],
  ["a checksum that is none", { files: [{ path: "a", bytes: 1, sha256: "abc" }] }],
] as const) {
  test(`${what} is refused`, () => assert.equal(bundleManifestSchema.safeParse({ ...manifest, ...change }).success, false));
}
