import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openTemporaryFolder } from "./temporary-folder.ts";

test("a temporary folder is removed with what is in it, however often that is asked for", () => {
  const folder = openTemporaryFolder("tried");
  writeFileSync(join(folder.path, "x"), "x");
  folder.remove();
  folder.remove();
  assert.ok(!existsSync(folder.path));
});

test("what nobody removed is gone when the process is", () => {
  const program = `import { openTemporaryFolder } from ${JSON.stringify(new URL("./temporary-folder.ts", import.meta.url).href)};
    process.stdout.write(openTemporaryFolder("tried").path);`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  assert.match(stdout, /ullage-tried-\d+-\w+$/);
  assert.ok(!existsSync(stdout));
});

test("what a killed process left is removed by the next one of its kind, and what a living one has is not", () => {
  const gone = spawnSync(process.execPath, ["--version"]).pid;
  const paths = [`tried-${gone}-aaaaaa`, `untried-${gone}-aaaaaa`, `tried-${process.ppid}-aaaaaa`].map((name) =>
    join(tmpdir(), `ullage-${name}`),
  );
  for (const path of paths) mkdirSync(path, { recursive: true });
  const folder = openTemporaryFolder("tried");
  const there = paths.map((path) => existsSync(path));
  folder.remove();
  for (const path of paths) rmSync(path, { recursive: true, force: true });
  assert.deepEqual(there, [false, true, true]);
});
