import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { WireError } from "../bytes/wire-error.ts";
import { decodeTarHeader, encodeTarHeader, tarBlockBytes, tarPaddingOf } from "./tar-header.ts";

const header = { path: "manifest.json", size: 1234, mode: 0o600, modifiedSeconds: 1_795_000_000 };

test("a header is read back as it was written", () => {
  const segment = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,40}$/);
  const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(path, fc.nat(2 ** 31), fc.constantFrom(0o600, 0o644), fc.nat(2 ** 31 - 1), (name, size, mode, modifiedSeconds) => {
      const written = { path: name, size, mode, modifiedSeconds };
      assert.deepEqual(decodeTarHeader(encodeTarHeader(written)), { ...written, type: "file" });
    }),
  );
});

test("a size past eight gibibytes survives", () => {
  const size = 2 ** 35 + 7;
  assert.equal(decodeTarHeader(encodeTarHeader({ ...header, size }))?.size, size);
});

test("a path that no ustar header can hold is refused", () => {
  assert.throws(() => encodeTarHeader({ ...header, path: "x".repeat(101) }), WireError);
});

test("a block of zeros is the end of an archive", () => {
  assert.equal(decodeTarHeader(new Uint8Array(tarBlockBytes)), undefined);
});

test("every changed byte before the padding is noticed by the checksum", () => {
  const good = encodeTarHeader(header);
  for (let at = 0; at < 500; at++) {
    const bad = good.slice();
    bad[at] = (bad[at]! + 1) & 255;
    assert.throws(() => decodeTarHeader(bad), WireError, `byte ${at}`);
  }
});

test("a cut block is refused", () => {
  assert.throws(() => decodeTarHeader(encodeTarHeader(header).subarray(0, 511)), WireError);
});

test("headers of GNU tar are read, and GNU tar reads ours", () => {
  const folder = mkdtempSync(join(tmpdir(), "ullage-tar-"));
  try {
    writeFileSync(join(folder, "a.txt"), "hello");
    execFileSync("tar", ["-C", folder, "-cf", join(folder, "gnu.tar"), "a.txt"]);
    const decoded = decodeTarHeader(readFileSync(join(folder, "gnu.tar")));
    assert.deepEqual([decoded?.path, decoded?.size, decoded?.type], ["a.txt", 5, "file"]);
    const content = Buffer.from("hello");
    const archive = Buffer.concat([
      encodeTarHeader({ ...header, path: `${"d".repeat(80)}/${"f".repeat(90)}`, size: content.length }),
      content,
      Buffer.alloc(tarPaddingOf(content.length) + 1024),
    ]);
    assert.equal(execFileSync("tar", ["-tf", "-"], { input: archive, encoding: "utf8" }), `${"d".repeat(80)}/${"f".repeat(90)}\n`);
    assert.equal(execFileSync("tar", ["-xOf", "-"], { input: archive, encoding: "utf8" }), "hello");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
