import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { ScriptedApiServer } from "./scripted-api-server.ts";

const podCount = 100_000;
/** What is kept of 100,000 pods, and their names laid out once, fits; their JSON, of which each takes 2 kB here and 5 to 10 kB in life, does not. */
const heapMegabytes = 128;

test(`100,000 pods are read within a heap of ${heapMegabytes} MB, which their JSON is beyond`, { timeout: 180_000 }, async (t) => {
  const server = new ScriptedApiServer();
  // One object for all, so that the server holds them lightly.
  const ballast = {
    containers: [{ name: "main", env: Array.from({ length: 40 }, (_, index) => ({ name: `VARIABLE_${index}`, value: "some value" })) }],
  };
  for (let index = 0; index < podCount; index++) {
    const ip = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
    server.store.put("pods", {
      metadata: {
        name: `worker-${index}`,
        namespace: `team-${index % 100}`,
        ownerReferences: [{ kind: "ReplicaSet", name: `worker-${index >> 3}`, controller: true }],
      },
      spec: { nodeName: `node-${index % 2000}`, ...ballast },
      status: { phase: "Running", podIP: ip, podIPs: [{ ip }], startTime: "2026-01-15T11:00:00Z" },
    });
  }
  await server.start();
  t.after(() => server.stop());
  const program = join(import.meta.dirname, "many-pods-program.ts");
  const run = await promisify(execFile)(process.execPath, [`--max-old-space-size=${heapMegabytes}`, program, server.url]);
  const { claims, remarks, rssKilobytes } = JSON.parse(run.stdout) as { claims: number; remarks: readonly string[]; rssKilobytes: number };
  assert.equal(claims, podCount);
  assert.deepEqual(remarks, []);
  t.diagnostic(`${Math.round(rssKilobytes / 1024)} MB of memory at most`);
});
