import assert from "node:assert/strict";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { askForModulesOfNode, tellOwnPlace } from "./pack-program.ts";

const root = join(import.meta.dirname, "../..");

async function pack(dist: string): Promise<void> {
  const program = await rolldown({ input: join(dist, "cli/main.js"), platform: "node", plugins: [tellOwnPlace(dist)], logLevel: "silent" });
  await program.write({ dir: join(dist, "packed"), entryFileNames: "[name].js" });
  await program.close();
}

test("a module that asks where it is hears of its own file, wherever its code went", async (t) => {
  const dist = mkdtempSync(join(tmpdir(), "ullage-pack-"));
  t.after(() => rmSync(dist, { recursive: true }));
  for (const folder of ["cli", "sources"]) mkdirSync(join(dist, folder));
  writeFileSync(join(dist, "package.json"), '{ "type": "module" }');
  writeFileSync(join(dist, "cli/main.js"), 'export { place } from "../sources/place.js";\n');
  writeFileSync(join(dist, "sources/place.js"), 'export const place = new URL("./worker.js", import.meta.url).href;\n');
  await pack(dist);
  const packed: unknown = await import(pathToFileURL(join(dist, "packed/main.js")).href);
  assert.deepEqual({ ...(packed as object) }, { place: pathToFileURL(join(dist, "sources/worker.js")).href });

  writeFileSync(join(dist, "sources/place.js"), "export const place = import.meta.dirname;\n");
  await assert.rejects(pack(dist), /import\.meta\.dirname/);
});

test("every place that the packed program knows of is a file the compiler wrote", (t) => {
  const files = globSync("dist/packed/*.js", { cwd: root });
  if (files.length === 0) return t.skip("run npm run build first");
  const places = files.flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(/new URL\("\.\.\/([^"]+)", import\.meta\.url\)/g)].map(([, place = ""]) => place),
  );
  assert.ok(places.length > 0, "no module asks where it is");
  assert.deepEqual(
    places.filter((place) => !existsSync(join(root, "dist", place))),
    [],
  );
});

for (const [imported, asked] of [
  [
    'import { readFileSync, statSync as look } from "node:fs";',
    'const { readFileSync, statSync: look } = process.getBuiltinModule("node:fs");',
  ],
  ['import process$1 from "node:process";', 'const process$1 = process.getBuiltinModule("node:process");'],
  [
    'import path, { basename } from "node:path";',
    'const path = process.getBuiltinModule("node:path"); const { basename } = process.getBuiltinModule("node:path");',
  ],
  ['import { a } from "./start.js";', 'import { a } from "./start.js";'],
  ['const { pipeline } = await import("node:stream/promises");', 'const { pipeline } = await import("node:stream/promises");'],
] as const) {
  test(`in packed code it says ${asked} for ${imported}`, () => {
    assert.equal(askForModulesOfNode(`${imported}\nmain();`), `${asked}\nmain();`);
  });
}

test("an import of a form that is not known is no packed code", () => {
  assert.throws(() => askForModulesOfNode('import * as fs from "node:fs";'), /not understood/);
});
