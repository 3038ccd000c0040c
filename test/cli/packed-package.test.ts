import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { z } from "zod";
import { overviewResultSchema } from "../../src/contract/overview-result.ts";
import { root } from "./run-ullage.ts";

const folder = mkdtempSync(join(tmpdir(), "ullage-package-"));
after(() => rmSync(folder, { recursive: true }));

const listSchema = z.tuple([z.object({ files: z.array(z.object({ path: z.string() })) })]);

function shippedPaths(): readonly string[] {
  // Its scripts would build anew what other tests are running.
  const { status, stdout, stderr } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return listSchema.parse(JSON.parse(stdout))[0].files.map(({ path }) => path);
}

const paths = shippedPaths();

// npm takes the README.md of every folder on the way with it.
test("the package holds the program and the one recording that it falls back to, and nothing that only tests need", () => {
  for (const needed of ["package.json", "LICENSE", "README.md", "bin/ullage.js", "dist/packed/main.js", "dist/packed/netlink-worker.js"])
    assert.ok(paths.includes(needed), needed);
  const recordings = paths.filter((path) => path.startsWith("fixtures/") && !path.endsWith("/README.md"));
  assert.deepEqual(recordings.toSorted(), [
    "fixtures/recordings/table-full-assured/earlier.json",
    "fixtures/recordings/table-full-assured/expected.json",
    "fixtures/recordings/table-full-assured/snapshot.json",
  ]);
  assert.deepEqual(
    paths.filter((path) => /^(?:src|test|bench|docs)\/|\.(?:tsbuildinfo|map|d\.ts)$|\.test\./.test(path)),
    [],
  );
});

test("with nothing but the package, overview shows its recording where there is no table, and a bundle is diagnosed", () => {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  // What npm installs beside it.
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ["bin/ullage.js", ...args], { cwd: folder, encoding: "utf8", env: { PATH: "" }, timeout: 60_000 });
  const shown = run("overview", "--output", "json", "--proc", join(root, "fixtures/proc/linux-6.18-no-conntrack"));
  assert.deepEqual([shown.status, shown.stderr], [0, ""]);
  assert.equal(overviewResultSchema.parse(JSON.parse(shown.stdout)).recording, "table-full-assured");
  const diagnosed = run("diagnose", "--bundle", "fixtures/recordings/table-full-assured");
  assert.deepEqual([diagnosed.status, diagnosed.stderr], [2, ""]);
  const runbook = run("runbook", "run", "D3", "--bundle", "fixtures/recordings/table-full-assured", "--output", "yaml");
  assert.deepEqual([runbook.status, /^root_cause: (.*)$/m.exec(runbook.stdout)?.[1]], [2, "kernel_conntrack exhaustion"]);
});
