import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { assembleImage, importedPackages, packagesOf, programFolder } from "../../src/generate/assemble-image.ts";
import { root } from "../cli/run-ullage.ts";
import { type Instruction, instructions } from "./dockerfile.ts";

const dockerfile = instructions(readFileSync(join(root, "Dockerfile"), "utf8"));
const ignored = ignoreRules(readFileSync(join(root, ".dockerignore"), "utf8"));
const lastStage = dockerfile.slice(dockerfile.findLastIndex(({ name }) => name === "FROM"));

test("what the Dockerfile copies is there, and reaches the builder", () => {
  const sources = dockerfile.filter(({ name, flags }) => name === "COPY" && flags.length === 0).flatMap(({ words }) => words.slice(0, -1));
  assert.ok(sources.length > 5, sources.join());
  const missing = sources.filter((source) => !existsSync(join(root, source)) || isIgnored(source));
  assert.deepEqual(missing, []);
});

test("nothing but what it copies reaches the builder, and no test does", () => {
  for (const path of [
    ".git/config",
    "node_modules/koffi/index.js",
    "dist/packed/main.js",
    "docs/agent.md",
    "src/checks/usage.test.ts",
    "deploy/systemd",
  ])
    assert.ok(isIgnored(path), path);
  assert.ok(!isIgnored("src/cli/main.ts"));
  assert.ok(!isIgnored("fixtures/recordings/table-full-assured/snapshot.json"));
});

test("every file that the runtime stage copies comes from the build, on nothing", () => {
  assert.deepEqual(lastStage[0]?.words, ["scratch"]);
  const copies = lastStage.filter(({ name }) => name === "COPY");
  assert.deepEqual(
    copies.map(({ flags, words }) => [flags, words]),
    [[["--from=build"], ["/image/", "/"]]],
  );
});

test("it starts as the process that gets the signals, as root, with the agent as what it does", () => {
  assert.equal(wordsOf("USER").join(), "0");
  assert.equal(wordsOf("STOPSIGNAL").join(), "SIGTERM");
  const entry = wordsOf("ENTRYPOINT");
  assert.equal(entry[0], "/usr/local/bin/node");
  assert.equal(entry.at(-1), `/${programFolder}/bin/ullage.js`);
  assert.deepEqual(wordsOf("CMD"), ["agent"]);
});

test("neither image nor service gives flags to Node, for then the program would not begin anew with what keeps it small", () => {
  const unit = readFileSync(join(root, "deploy/systemd/ullage-agent.service"), "utf8");
  assert.match(unit, /^ExecStart=\/opt\/ullage\/bin\/node \/opt\/ullage\/bin\/ullage\.js agent /m);
  assert.equal(wordsOf("ENTRYPOINT").length, 2);
});

test("what the packed program loads by name is in the image but for the library for kubeconfigs", () => {
  const inImage = new Set(packagesOf(root).map((path) => path.replace("node_modules/", "")));
  const left = [...importedPackages(join(root, "dist/packed"))].filter((name) => !inImage.has(name));
  assert.deepEqual(left, ["@kubernetes/client-node"]);
  assert.ok(inImage.has("koffi"));
  // The SDK of the MCP server loads zod by name; ours is packed.
  for (const name of ["@modelcontextprotocol/server", "zod"]) assert.ok(inImage.has(name), name);
  for (const name of ["commander", "@modelcontextprotocol/client", "typescript", "rolldown"]) assert.ok(!inImage.has(name), name);
});

const linuxRoot = process.platform === "linux" && process.getuid?.() === 0 ? false : "needs root on Linux";

test("its root holds all that the program needs to start, and no shell", { skip: linuxRoot }, (t) => {
  const target = mkdtempSync(join(tmpdir(), "ullage-image-"));
  t.after(() => rmSync(target, { recursive: true }));
  assembleImage(root, target);
  assert.deepEqual(globSync("**/{sh,bash,busybox,npm,npx}", { cwd: target }), []);
  assert.deepEqual(globSync("**/*.test.*", { cwd: join(target, programFolder, "dist") }), []);
  const run = (...args: readonly string[]) =>
    spawnSync(
      "unshare",
      [
        "--mount",
        "sh",
        "-c",
        `mount --bind /proc '${target}/proc' && exec chroot '${target}' "$@"`,
        "sh",
        ...wordsOf("ENTRYPOINT"),
        ...args,
      ],
      {
        encoding: "utf8",
        timeout: 30_000,
      },
    );
  const version = run("--version");
  assert.deepEqual([version.status, version.stderr], [0, ""]);
  assert.equal(version.stdout.trim(), JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);
  // The library that the C library is called through, and a worker, are loaded for it.
  const walked = run("check", "--window", "0", "--full", "--only", "udp-share", "--output", "json");
  assert.equal(walked.stderr, "");
  assert.doesNotMatch(walked.stdout, /koffi|MODULE_NOT_FOUND/);
});

function wordsOf(name: Instruction["name"]): readonly string[] {
  return lastStage.findLast((instruction) => instruction.name === name)?.words ?? [];
}

/** In the order of the file: the last one that fits decides, as the builder does. */
function isIgnored(path: string): boolean {
  const ways = path.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
  let isOut = false;
  for (const { pattern, keeps } of ignored) if (ways.some((way) => pattern.test(way))) isOut = !keeps;
  return isOut;
}

/** Unlike a shell's, these stars stand for names that begin with a dot as well. */
function ignoreRules(text: string): readonly { readonly pattern: RegExp; readonly keeps: boolean }[] {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const parts = line.replace(/^!/, "").split(/(\*\*\/|\*)/);
    const source = parts.map((part) => (part === "**/" ? "(?:.*/)?" : part === "*" ? "[^/]*" : part.replaceAll(".", "\\.")));
    return { pattern: new RegExp(`^${source.join("")}$`), keeps: line.startsWith("!") };
  });
}
