import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { test } from "node:test";
import { WireError } from "../bytes/wire-error.ts";
import { encodeTarHeader, tarEndBytes, tarPaddingOf } from "./encode-tar-header.ts";

const header = { path: "manifest.json", size: 5, mode: 0o600, modifiedSeconds: 1_795_000_000 };

for (const path of ["a.txt", "logs/kubelet/kubelet.log", `${"d".repeat(80)}/${"f".repeat(90)}`, "é/ü.txt"]) {
  test(`GNU tar lists and unpacks ${path}`, () => {
    const content = Buffer.from("hello");
    const archive = Buffer.concat([encodeTarHeader({ ...header, path }), content, Buffer.alloc(tarPaddingOf(5) + tarEndBytes)]);
    const tar = (how: string) => execFileSync("tar", [how, "-", "--quoting-style=literal"], { input: archive, encoding: "utf8" });
    assert.equal(tar("-tf"), `${path}\n`);
    assert.equal(tar("-xOf"), "hello");
  });
}

test("a size past eight gibibytes is told in full", () => {
  const size = 2 ** 35 + 7;
  // The content is not there, which tar complains of after the listing.
  const { stdout } = spawnSync("tar", ["-tvf", "-"], { input: encodeTarHeader({ ...header, size }), encoding: "utf8" });
  assert.match(stdout, new RegExp(` ${size} `));
});

test("a path that no ustar header can hold is refused", () => {
  assert.throws(() => encodeTarHeader({ ...header, path: "x".repeat(101) }), WireError);
});
