import { globSync, statSync } from "node:fs";
import { join } from "node:path";

/** Compiled files that `dist/packed` was not made from: testing it then would test what the program was before. */
export function newerThanPacked(root: string): readonly string[] {
  const packedAtMs = statSync(join(root, "dist/packed/main.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return globSync("dist/**/*.js", { cwd: root, exclude: ["dist/packed", "dist/packing-*"] }).filter(
    (path) => statSync(join(root, path)).mtimeMs > packedAtMs,
  );
}
