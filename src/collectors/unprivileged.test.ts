import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("./unprivileged-run.case.ts", import.meta.url));
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

test("whoever has no privileges reads all that is world-readable of this machine", (t) => {
  if (process.platform !== "linux") return t.skip("needs /proc of Linux");
  if (spawnSync("test", ["-r", script], nobody).status !== 0) return t.skip("the repository is not readable for others than its owner");
  const run = spawnSync(process.execPath, [script], { ...nobody, encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  const statuses: Record<string, string> = JSON.parse(run.stdout);
  assert.equal(statuses.slabMemory, "forbidden");
  assert.equal(statuses.kernelLog, "forbidden");
  const worldReadable = ["socketQueues", "portRanges", "softnet", "resources", "kernel", "dataPlane"];
  assert.deepEqual(
    worldReadable.map((part) => statuses[part]),
    worldReadable.map(() => "present"),
  );
  // These are absent where nf_conntrack is not loaded or the namespace is not the initial one, and are never refused.
  for (const part of ["tableUsage", "namespaces", "settings", "neighbourTable", "interfaceAllowances"])
    assert.ok(statuses[part] === "present" || statuses[part] === "absent", `${part} is ${statuses[part]}`);
});
