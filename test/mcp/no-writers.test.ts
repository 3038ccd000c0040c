import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");

/** All that the server can load, now or later, workers as well. */
const loaded = modulesFrom("src/mcp/run-mcp-server.ts");

test("the walk saw what the tools stand on", () => {
  for (const path of [
    "src/mcp/tools/collect.ts",
    "src/sources/live-conntrack.ts",
    "src/sources/netlink-worker.ts",
    "src/operations/fleet/machine-node.ts",
  ]) {
    assert.ok(loaded.has(path), path);
  }
});

test("no tool can load what writes to nftables, to the cluster, or what only an agent does", () => {
  const writers = /^src\/(?:agent\/|cli\/|sources\/exempt-port\.ts|wire\/nftables\/message\.ts)/;
  assert.deepEqual(
    [...loaded.keys()].filter((path) => writers.test(path)),
    [],
  );
});

test("no tool asks ctnetlink for anything but a list, an entry or counters", () => {
  const creating = /\bkind: "create"|IPCTNL_MSG_CT_(?:NEW|DELETE|GET_CTRZERO)\b|IPCTNL_MSG_EXP_(?:NEW|DELETE)\b/;
  const found = [...loaded].filter(([, code]) => creating.test(code)).map(([path]) => path);
  // They name what they decode or encode; nobody else asks for it.
  assert.deepEqual(
    found.filter((path) => !path.startsWith("src/wire/ctnetlink/")),
    [],
  );
});

/** Bundles, what is kept of them, the state of the server, lines for a search in a folder of its own; and the program that a kubeconfig names for its credentials. */
const mayWrite =
  /^src\/(?:store\/|sources\/bundle-writer\/|operations\/(?:bundle-shelf\/|collection-runs\/|search\/lines-found\.ts)|platform\/(?:make-directory|http\/unix-socket-path)\.ts|sources\/kubernetes\/credential-plug-in\.ts)/;

test("files are written, and programs run, where bundles and the server's own state are kept and nowhere else", () => {
  const writing =
    /\b(?:writeFile|appendFile|rename|rm|rmdir|unlink|mkdir|mkdtemp|chmod|chown|symlink|link|utimes|truncate|ftruncate|copyFile|cp|exec|execFile|spawn|fork)(?:Sync)?\(|\bwriteSync\(|\bcreateWriteStream\(|\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)\b/;
  const withModule = /from "node:(?:fs|fs\/promises|child_process)"/;
  const found = [...loaded]
    .filter(([path, code]) => withModule.test(code) && writing.test(code) && !mayWrite.test(path))
    .map(([path]) => path);
  assert.deepEqual(
    found.filter((path) => !onlyReads.has(path)),
    [],
  );
});

/** `exec` of a regular expression looks alike; a change of it is to be looked at. */
const onlyReads: ReadonlySet<string> = new Set(["src/sources/search/search-segment.ts"]);

test("no sysctl is opened to be written to", () => {
  const writesSysctl = /(?:writeFile|appendFile|createWriteStream|open)(?:Sync)?\([^)]*\/(?:proc\/)?sys\b/;
  assert.deepEqual(
    [...loaded].filter(([, code]) => writesSysctl.test(code)).map(([path]) => path),
    [],
  );
});

function modulesFrom(entry: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const queue = [entry];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (found.has(path)) continue;
    const code = readFileSync(join(root, path), "utf8").replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
    found.set(path, code);
    const statement =
      /(?:^|\n)\s*(?:import|export)(?!\s+type\b)\b[^;"'`]*?\bfrom\s*"([^"]+)"|(?:^|\n)\s*import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/g;
    for (const [, from, bare, late] of code.matchAll(statement)) {
      const specifier = from ?? bare ?? late ?? "";
      if (specifier.startsWith(".")) queue.push(join(dirname(path), specifier));
    }
    for (const [, worker] of code.matchAll(/workerEntry\("([a-z-]+)"/g)) queue.push(join(dirname(path), `${worker}.ts`));
  }
  return found;
}
