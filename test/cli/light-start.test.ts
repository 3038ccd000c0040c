import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { root } from "./run-ullage.ts";

/** What `ullage check --window 0` imports before it has anything to say; what it may need later it loads when it does. */
const entries = ["src/cli/main.ts", "src/cli/commands/check.ts", "src/sources/live-sources.ts"];

/** Measured: zod alone costs 40 ms and 12 MB, an empty Node starts in 20 ms. */
const tooHeavy = ["zod", "yaml", "pino", "ink", "koffi"];

test("a check starts without the heavy packages", () => {
  const loaded = staticImports(entries);
  assert.ok(loaded.files.size > 60, `only ${loaded.files.size} files were followed`);
  assert.deepEqual(
    tooHeavy.filter((name) => loaded.packages.has(name)),
    [],
  );
});

function staticImports(paths: readonly string[]): { readonly files: ReadonlySet<string>; readonly packages: ReadonlyMap<string, string> } {
  const files = new Set<string>();
  const packages = new Map<string, string>();
  const queue = [...paths];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    const statement = /(?:^|\n)(?:import|export)(?!\s+type\b)\b[^;"'`]*?\bfrom\s*"([^"]+)"|(?:^|\n)import\s*"([^"]+)"/g;
    for (const [, from, bare] of readFileSync(join(root, path), "utf8").matchAll(statement)) {
      const specifier = from ?? bare ?? "";
      if (specifier.startsWith(".")) queue.push(join(dirname(path), specifier));
      else packages.set(specifier, path);
    }
  }
  return { files, packages };
}
