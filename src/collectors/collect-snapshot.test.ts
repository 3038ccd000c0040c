import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { PartName } from "../model/node-snapshot.ts";
import { FileTree } from "../sources/file-tree.ts";
import { WireError } from "../wire/bytes/wire-error.ts";
import { collectSnapshot } from "./collect-snapshot.ts";
import { type Collector, defineCollector, PartMissing } from "./collector.ts";
import { fixtureSources, systemError } from "./fixture-sources.case.ts";
import { collectors } from "./index.ts";
import { localServices } from "./local-service.case.ts";

const order: readonly PartName[] = [
  "tableUsage",
  "namespaces",
  "cpuCounters",
  "settings",
  "tableComposition",
  "kernelLog",
  "slabMemory",
  "interfaceAllowances",
  "socketQueues",
  "portRanges",
  "neighbourTable",
  "softnet",
  "resources",
  "kernel",
  "dataPlane",
  "kubeProxy",
  "nodeDns",
  "cloudInstance",
  "bpfMaps",
  "limitConfiguration",
  "eventListeners",
  "localAddresses",
  "neighbours",
  "addressOwners",
  "podNetworks",
  "localConnections",
];

test("the catalogue is in the order of the snapshot's parts, each once", () => {
  const parts = collectors.map(({ part }) => part);
  assert.deepEqual(
    parts,
    order.filter((part) => parts.includes(part)),
  );
});

const recorded = {
  kernelLog: () => ({ records: [], lost: 0, source: "klogctl" }),
  localHttp: localServices({}),
  localDatagram: "sent",
} as const;
const cheap = collectors.filter(({ cost }) => cost === "cheap").map(({ part }) => part);

test("without a choice every part that needs no dump is read and timed", async () => {
  const { snapshot, timings } = await collectSnapshot(fixtureSources("linux-5.15-ipvs", recorded), { node: "node-a" });
  assert.equal(snapshot.node, "node-a");
  assert.equal(snapshot.takenAtMs, 1_760_000_000_000);
  assert.equal(snapshot.monotonicMs, 5000);
  assert.deepEqual(Object.keys(snapshot.parts), cheap);
  assert.deepEqual(Object.keys(timings), cheap);
  const absent = Object.entries(snapshot.parts).filter(([, reading]) => reading?.status !== "present");
  assert.deepEqual(
    absent.map(([part, reading]) => [part, reading?.status]),
    ["kubeProxy", "nodeDns", "cloudInstance", "eventListeners", "localAddresses", "neighbours", "addressOwners"].map((part) => [
      part,
      "absent",
    ]),
  );
});

test("a machine without conntrack has absent parts with a reason and keeps the others", async () => {
  const { snapshot } = await collectSnapshot(fixtureSources("linux-6.18-no-conntrack", recorded), { node: "node-a" });
  const statuses = Object.fromEntries(Object.entries(snapshot.parts).map(([part, reading]) => [part, reading?.status]));
  assert.deepEqual(statuses, {
    tableUsage: "absent",
    namespaces: "absent",
    cpuCounters: "absent",
    settings: "absent",
    kernelLog: "present",
    slabMemory: "absent",
    interfaceAllowances: "present",
    socketQueues: "present",
    portRanges: "present",
    neighbourTable: "present",
    softnet: "present",
    resources: "present",
    kernel: "present",
    dataPlane: "present",
    kubeProxy: "absent",
    nodeDns: "absent",
    cloudInstance: "absent",
    bpfMaps: "present",
    limitConfiguration: "absent",
    eventListeners: "absent",
    localAddresses: "absent",
    neighbours: "absent",
    addressOwners: "absent",
    podNetworks: "present",
    localConnections: "present",
  });
});

test("an empty tree is absent throughout and never a bug", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "ullage-empty-"));
  t.after(() => rmSync(root, { recursive: true }));
  const tree = new FileTree(root);
  const { snapshot } = await collectSnapshot(fixtureSources("linux-6.18-quiet", { ...recorded, proc: tree, sys: tree, host: tree }), {
    node: "node-a",
  });
  const present = Object.entries(snapshot.parts).filter(([, reading]) => reading?.status !== "absent");
  assert.deepEqual(
    present.map(([part]) => part),
    ["kernelLog", "localConnections"],
  );
});

function failing(error: unknown): Collector<"softnet"> {
  return defineCollector({
    part: "softnet",
    title: "t",
    why: "w",
    reads: ["/proc/net/softnet_stat"],
    capability: { name: "CAP_SYSLOG", gives: "the rows" },
    cost: "cheap",
    collect: () => Promise.reject(error),
  });
}

const withPath = (code: string) => Object.assign(systemError(code), { path: "/proc/there" });

for (const [what, error, status, reason, source] of [
  ["a missing file", withPath("ENOENT"), "absent", /\/proc\/there does not exist/, "/proc/there"],
  ["a file where a folder should be", withPath("ENOTDIR"), "absent", /does not exist/, "/proc/there"],
  ["a file that may not be read", withPath("EACCES"), "forbidden", /\/proc\/there; CAP_SYSLOG gives the rows/, "/proc/there"],
  ["a refused request", systemError("EPERM"), "forbidden", /CAP_SYSLOG/, "/proc/net/softnet_stat"],
  ["a failed request", systemError("ENOBUFS"), "failed", /ENOBUFS/, "/proc/net/softnet_stat"],
  ["text that is not what it should be", new WireError("bad-value", 3, "no number"), "failed", /no number/, "/proc/net/softnet_stat"],
  ["what a collector says itself", new PartMissing("absent", "here", "not on this node"), "absent", /not on this node/, "here"],
] as const) {
  test(`${what} is ${status}`, async () => {
    const { snapshot } = await collectSnapshot(fixtureSources("linux-6.18-quiet"), { node: "node-a" }, [failing(error)]);
    const reading = snapshot.parts.softnet;
    assert.ok(reading !== undefined && reading.status !== "present");
    assert.equal(reading.status, status);
    assert.match(reading.reason, reason);
    assert.equal(reading.source, source);
    assert.equal(reading.takenAtMs, 1_760_000_000_000);
  });
}

for (const bug of [
  new TypeError("x is not a function"),
  new Error("no code"),
  Object.assign(new TypeError("y"), { code: "ERR_INVALID_ARG_TYPE" }),
]) {
  test(`the bug "${bug.message}" is thrown and not made a reading`, async () => {
    await assert.rejects(collectSnapshot(fixtureSources("linux-6.18-quiet"), { node: "node-a" }, [failing(bug)]), bug);
  });
}

/** Ends only when it is cut off. */
function silent(seen: { aborted: boolean }): Collector<"softnet"> {
  return {
    ...failing(undefined),
    collect: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          seen.aborted = true;
          reject(signal.reason);
        });
      }),
  };
}

test("a part that does not come back is cut off, told so, and the next one is read", async () => {
  const seen = { aborted: false };
  const catalogue = [silent(seen), ...collectors.filter(({ part }) => part === "tableUsage")];
  const { snapshot } = await collectSnapshot(fixtureSources("linux-6.18-quiet"), { node: "node-a", timeoutMs: 20 }, catalogue);
  const { softnet, tableUsage } = snapshot.parts;
  assert.ok(softnet?.status === "failed");
  assert.equal(softnet.reason, "cut off after 20 ms");
  assert.equal(seen.aborted, true);
  assert.equal(tableUsage?.status, "present");
});

test("an interrupted snapshot names the parts that it does not have", async () => {
  const seen = { aborted: false };
  const interruption = new AbortController();
  const running = collectSnapshot(fixtureSources("linux-6.18-quiet"), { node: "node-a", signal: interruption.signal }, [
    silent(seen),
    ...collectors.filter(({ part }) => part === "tableUsage"),
  ]);
  interruption.abort();
  const { snapshot } = await running;
  assert.deepEqual(
    [snapshot.parts.softnet, snapshot.parts.tableUsage].map((reading) => reading?.status === "failed" && reading.reason),
    ["interrupted", "interrupted"],
  );
});

test("parts that walk the table are read last, and only when they are asked for", async () => {
  const called: string[] = [];
  const dump = defineCollector({
    ...failing(undefined),
    part: "kernelLog",
    cost: "dump",
    collect: async () => {
      called.push("dump");
      return { value: { records: [] }, source: "s" };
    },
  });
  const quick = defineCollector({
    ...failing(undefined),
    collect: async () => {
      called.push("cheap");
      return { value: { perCpu: [] }, source: "s" };
    },
  });
  const sources = fixtureSources("linux-6.18-quiet");
  await collectSnapshot(sources, { node: "node-a" }, [dump, quick]);
  assert.deepEqual(called, ["cheap"]);
  await collectSnapshot(sources, { node: "node-a", parts: ["kernelLog", "softnet"] }, [dump, quick]);
  assert.deepEqual(called, ["cheap", "cheap", "dump"]);
});

test("a part that no collector fills is refused", async () => {
  await assert.rejects(collectSnapshot(fixtureSources("linux-6.18-quiet"), { node: "node-a", parts: ["softnet"] }, []), /softnet/);
});
