import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, runUllage } from "./run-ullage.ts";

test("what `npm run dev` starts are the sources, and they say what the compiled program says", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly scripts: { readonly dev: string } };
  const [, source = ""] = /^node (src\/\S+\.ts)$/.exec(scripts.dev) ?? [];
  const args = ["check", "--recording", "fixtures/recordings/quiet-node"];
  const { stdout, stderr, status } = spawnSync(process.execPath, [source, ...args], { cwd: root, encoding: "utf8" });
  const built = runUllage(args);
  assert.deepEqual({ stdout, stderr, status }, { stdout: built.stdout, stderr: built.stderr, status: built.status });
});
