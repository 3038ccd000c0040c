import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fixtureSources } from "../../collectors/fixture-sources.case.ts";
import { readBundle } from "../../sources/bundle/read-bundle.ts";
import { quiet } from "../collection-runs/collection-runs.case.ts";
import { openCollectionRuns } from "../collection-runs/collection-runs.ts";
import { machineNode } from "./machine-node.ts";

const name = "linux-6.18-quiet";
const { signal } = new AbortController();

/** A machine whose clock stands still, so that every collection begins in one second. */
function machine() {
  const refused = async () => {
    throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  };
  const sources = fixtureSources(name, {
    dump: refused,
    cpuCounters: refused,
    statistics: () => ({}),
    kernelLog: () => {
      throw Object.assign(new Error("EPERM"), { code: "EPERM" });
    },
    localHttp: refused,
    localDatagram: "sent",
  });
  const names = async () => assert.fail("a collection asks for no names");
  const hostRoot = join(import.meta.dirname, "../../../fixtures/proc", name, "host");
  return { clock: sources.clock, node: machineNode({ sources, names, clock: sources.clock, hostRoot, version: "1.2.3" })(signal) };
}

test("servers that collect one node into one folder in the same second each get a bundle, whole and of a name of its own", async (t) => {
  const directory = mkdtempSync(join(tmpdir(), "ullage-machine-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const shelf = { directory, list: async () => ({ bundles: [], unreadable: [] }) };
  const ended = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const { clock, node } = machine();
      const runs = openCollectionRuns({ fleet: { kind: "machine" }, shelf, clock, logger: quiet });
      const { run } = runs.start(await node, { windowSeconds: 0 });
      const last = await runs.wait(run.id, { signal });
      await runs.close();
      return last;
    }),
  );
  assert.deepEqual(
    ended.map(({ state, failure }) => failure?.message ?? state),
    ["completed", "completed", "completed", "completed"],
  );
  const names = readdirSync(directory).sort();
  const stem = names.find((one) => /Z\.tar\.gz$/.test(one))?.slice(0, -".tar.gz".length);
  assert.deepEqual(names, [`${stem}-2.tar.gz`, `${stem}-3.tar.gz`, `${stem}-4.tar.gz`, `${stem}.tar.gz`]);
  for (const one of names)
    assert.deepEqual(
      (await readBundle(join(directory, one))).remarks.filter((remark) => /cut|checksum/.test(remark)),
      [],
    );
});
