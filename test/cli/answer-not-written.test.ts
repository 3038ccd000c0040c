import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "./run-ullage.ts";

const program = join(root, "bin/ullage.js");
const recording = join(root, "fixtures/recordings/quiet-node");

test("a full device ends a check with a status that no check gives", (t) => {
  if (!existsSync("/dev/full")) return t.skip("needs /dev/full");
  const full = openSync("/dev/full", "w");
  t.after(() => closeSync(full));
  const { status, stderr } = spawnSync(process.execPath, [program, "check", "--recording", recording], {
    encoding: "utf8",
    stdio: ["ignore", full, "pipe"],
  });
  assert.equal(status, 74, stderr);
  assert.match(stderr, /^ullage: the answer could not be written.*ENOSPC[^\n]*\n$/);
});

test("a disk that takes the beginning of an answer and then is full does not end as if it were whole", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ullage-full-"));
  t.after(() => rmSync(folder, { recursive: true }));
  // In a mount namespace of its own, so that nothing is left behind whatever happens.
  const script = `mount -t tmpfs -o size=4k none "$1" || exit 99; exec "$2" "$3" check --recording "$4" --output json >"$1/answer"`;
  const { status, stderr } = spawnSync("unshare", ["--mount", "sh", "-c", script, "sh", folder, process.execPath, program, recording], {
    encoding: "utf8",
  });
  if (status === null || status === 1 || status === 99 || status === 127) return t.skip("needs root and unshare, to mount a small disk");
  assert.equal(status, 74, stderr);
  assert.match(stderr, /ENOSPC/);
});
