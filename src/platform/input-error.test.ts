import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { inputErrorFromErrno } from "./input-error.ts";

const directory = mkdtempSync(join(tmpdir(), "ullage-input-error-"));

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

for (const [what, path, code] of [
  ["a file that is not there", join(directory, "gone"), "file-missing"],
  ["a path through a file", join(import.meta.filename, "x"), "file-missing"],
] as const) {
  test(`${what} is ${code} and names the path`, () => {
    const error = inputErrorFromErrno(thrownBy(() => readFileSync(path)));
    assert.deepEqual([error?.code, error?.path], [code, path]);
  });
}

test("an errno without a path is none of the input's", () => {
  assert.equal(inputErrorFromErrno(thrownBy(() => readFileSync(directory))), undefined);
  assert.equal(inputErrorFromErrno(new TypeError("x")), undefined);
});
