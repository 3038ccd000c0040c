import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodeSnapshot, SnapshotParts } from "../../model/node-snapshot.ts";
import type { Present } from "../../model/reading.ts";
import { compareConfigurations } from "./compare-configurations.ts";

const present = <T>(value: T): Present<T> => ({ status: "present", value, source: "test", takenAtMs: 0 });

function nodeOf(node: string, parts: SnapshotParts): { readonly node: string; readonly now: NodeSnapshot } {
  return { node, now: { node, takenAtMs: 0, monotonicMs: 0, parts } };
}

const usual: SnapshotParts = {
  tableUsage: present({ count: 10, max: 262_144, buckets: 65_536 }),
  settings: present({ sysctls: { nf_conntrack_count: 10, nf_conntrack_max: 262_144, nf_conntrack_tcp_timeout_established: 86_400 } }),
  resources: present({ cpus: 8, memoryTotalBytes: 16.1e9, memoryAvailableBytes: 1e9 }),
  limitConfiguration: present({ sysctlLines: [], kubeProxy: { pid: 1, from: "/cfg", maxPerCore: 32_768 } }),
};

test("what is alike is counted and no difference, and traffic is no configuration", () => {
  const other = {
    ...usual,
    tableUsage: present({ count: 200_000, max: 262_144, buckets: 65_536 }),
    resources: present({ cpus: 8, memoryTotalBytes: 15.9e9, memoryAvailableBytes: 2e9 }),
  };
  assert.deepEqual(compareConfigurations([nodeOf("a", usual), nodeOf("b", other)]), { differences: [], alike: 7, gaps: [] });
});

test("what one of three has otherwise is named with what the others have", () => {
  const drifted = { ...usual, tableUsage: present({ count: 10, max: 131_072, buckets: 65_536 }) };
  const { differences } = compareConfigurations([nodeOf("a", usual), nodeOf("b", drifted), nodeOf("c", usual)]);
  assert.deepEqual(differences, [{ name: "nf_conntrack_max", area: "limit", values: [262_144, 131_072, 262_144], usual: 262_144 }]);
});

test("what could not be read on one is a gap and no difference", () => {
  const blind: SnapshotParts = { ...usual, settings: { status: "forbidden", reason: "may not be read", source: "test", takenAtMs: 0 } };
  const { differences, gaps } = compareConfigurations([nodeOf("a", usual), nodeOf("b", blind)]);
  assert.deepEqual(differences, []);
  assert.deepEqual(gaps, [{ node: "b", what: "settings of connection tracking", because: "may not be read" }]);
});

test("a limit of none is a limit of another kind", () => {
  const unlimited = { ...usual, tableUsage: present({ count: 10, max: 0, buckets: 65_536 }) };
  const { differences } = compareConfigurations([nodeOf("a", usual), nodeOf("b", unlimited)]);
  assert.deepEqual(
    differences.map(({ values }) => values),
    [[262_144, "unlimited"]],
  );
});

test("what kube-proxy does not say has its default, and is held against what another says", () => {
  const other = { ...usual, limitConfiguration: present({ sysctlLines: [], kubeProxy: { pid: 1, from: "/cfg", min: 200_000 } }) };
  const { differences } = compareConfigurations([nodeOf("a", usual), nodeOf("b", other)]);
  assert.deepEqual(
    differences.map(({ name, values }) => [name, values]),
    [
      ["conntrack.maxPerCore of kube-proxy", [32_768, "its default"]],
      ["conntrack.min of kube-proxy", ["its default", 200_000]],
    ],
  );
});
