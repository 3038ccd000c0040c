import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { root } from "./run-ullage.ts";

/** What `ullage check --window 0` imports before it has anything to say; what it may need later it loads when it does. */
const sourceEntries = ["src/cli/main.ts", "src/cli/commands/check.ts", "src/sources/live-sources.ts"];
const packedEntries = ["dist/packed/main.js", "dist/packed/check.js", "dist/packed/live-sources.js"];

/** Measured: zod alone costs 40 ms and 12 MB, an empty Node starts in 20 ms. */
const tooHeavy = ["zod", "yaml", "pino", "@kubernetes", "koffi"];

/** What only a walk of the table, an answer of netlink or a machine without /dev/kmsg needs. */
const neededLater =
  /^src\/(?:flows|wire\/(?:ctnetlink|netlink|nfnetlink|ethtool|conntrack-text))\/|^src\/sources\/(?:libc|netlink-\w+|live-conntrack|live-ethtool|klogctl-ring)\.ts$/;
const builtinsNeededLater = ["node:zlib", "node:worker_threads", "node:net", "node:http"];

test("a check starts without the heavy packages", () => {
  const loaded = staticImports(sourceEntries);
  assert.ok(loaded.files.size > 60, `only ${loaded.files.size} files were followed`);
  assert.deepEqual(
    [...tooHeavy, ...builtinsNeededLater].filter((name) => loaded.packages.has(name)),
    [],
  );
});

test("a check starts without the code of netlink, of dumps and of the log's other carriers", () => {
  const { files } = staticImports(sourceEntries);
  assert.deepEqual(
    [...files].filter((path) => neededLater.test(path)),
    [],
  );
});

/** What the agent holds in memory on every node from its first second on. */
const agentEntries = ["src/agent/agent.ts", "src/cli/commands/agent.ts"];
const tooHeavyForNodes = [...tooHeavy.filter((name) => name !== "koffi"), "@opentelemetry", "ws", "protobufjs"];

test("an agent holds no schema, no YAML, no client library and no exporter in memory", () => {
  const { files, packages } = staticImports(agentEntries);
  assert.ok(files.size > 200, `only ${files.size} files were followed`);
  assert.deepEqual(
    [...packages.keys()].filter((name) => tooHeavyForNodes.some((heavy) => name === heavy || name.startsWith(`${heavy}/`))),
    [],
  );
});

/** Imported, each has all of its exports read, and `WebSocket` of node:http brings undici: 14 MB of RSS (src/platform/node-http.ts). */
const readWhenImported = ["node:http", "node:https", "node:tls", "node:http2"];

test("an agent asks for the modules of HTTP in the way that brings nothing else along", () => {
  const { packages } = staticImports(agentEntries);
  assert.deepEqual(
    readWhenImported.filter((name) => packages.has(name)),
    [],
  );
});

test("who asks no agents loads of asking them the options alone", () => {
  const { files, packages } = staticImports(["diagnose", "top", "collect"].map((name) => `src/cli/commands/${name}.ts`));
  assert.deepEqual([...files].filter((path) => /\/agents\/|\/fleet\//.test(path)).sort(), [
    "src/cli/agents/agents-options.ts",
    "src/cli/agents/cluster-options.ts",
    "src/operations/agents/agents-options.ts",
    "src/sources/agents/agent-address.ts",
  ]);
  assert.deepEqual(
    ["zod", "ws", "node:http", "node:https"].filter((name) => packages.has(name)),
    [],
  );
});

test("a server for AI agents is loaded when it is begun, and by no other command", () => {
  const names = ["check", "diagnose", "collect", "top", "find", "plan", "watch", "agent", "mcp"];
  const { files, packages } = staticImports(names.map((name) => `src/cli/commands/${name}.ts`));
  assert.deepEqual(
    [...files].filter((path) => path.startsWith("src/mcp/") || path.startsWith("src/contract/tools/")),
    [],
  );
  assert.deepEqual(
    [...packages.keys()].filter((name) => name.startsWith("@modelcontextprotocol") || name === "hono"),
    [],
  );
});

test("what the program is packed into is few files, with no package left to find and nothing heavy among them", () => {
  const { files, packages } = staticImports(packedEntries);
  assert.ok(files.size >= packedEntries.length && files.size <= 8, `${files.size} files`);
  assert.deepEqual(
    [...packages.keys()].filter((name) => !name.startsWith("node:") || builtinsNeededLater.includes(name)),
    [],
  );
  // zod is packed too, so it is known by the region that names where code came from.
  const regionOf = (path: string, name: string) => readFileSync(join(root, path), "utf8").includes(`node_modules/${name}/`);
  assert.deepEqual(
    [...files].flatMap((path) => tooHeavy.filter((name) => regionOf(path, name))),
    [],
  );
  assert.ok(regionOf("dist/packed/saved-snapshot.js", "zod"), "packed code does not say any more where it came from");
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
