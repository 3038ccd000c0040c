import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..");

const pureFolders = [
  "model",
  "wire",
  "flows",
  "analysis",
  "checks",
  "verdict",
  "remedies",
  "findings",
  "report",
  "runbooks",
  "metrics",
  "contract",
] as const;

const faceImports = [...pureFolders, "sources", "collectors", "store", "platform"];

/** Who may import whom; a folder may always import itself. The table of docs/architecture.md, as a test. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  wire: ["model"],
  flows: ["model", "wire"],
  analysis: ["model", "flows"],
  checks: ["model", "flows", "analysis"],
  verdict: ["model", "flows", "analysis", "checks"],
  remedies: ["model", "flows", "analysis", "verdict"],
  findings: ["model", "wire", "analysis", "checks"],
  report: ["model", "flows", "analysis", "checks", "verdict", "remedies", "findings"],
  runbooks: ["model", "contract", "findings", "verdict", "report"],
  metrics: ["model", "flows", "analysis", "checks", "verdict", "report"],
  contract: ["model"],
  platform: [],
  sources: ["model", "wire", "flows", "contract", "platform"],
  collectors: ["model", "wire", "flows", "sources", "platform"],
  store: ["model", "contract", "platform"],
  operations: faceImports,
  agent: [...faceImports, "operations"],
  hub: [...faceImports, "operations"],
  mcp: [...faceImports, "operations"],
  generate: [...pureFolders, "collectors", "sources", "platform", "agent", "mcp", "cli"],
  cli: [...faceImports, "operations", "agent", "hub", "mcp"],
};

/** Who may import whom within `src/mcp`: a tool knows neither who calls it nor that names are replaced. What lies in no folder of it belongs to all or to the whole. */
const mcpMayImport: Readonly<Record<string, readonly string[]>> = {
  answers: [],
  arguments: ["tool.ts"],
  "answer-parts": ["tool.ts"],
  tools: ["tool.ts", "resource-uris.ts", "wait-for-runs.ts", "answers", "answer-parts", "arguments"],
  veil: ["tool.ts", "resource-uris.ts", "answers", "arguments"],
  host: ["tool.ts", "answers", "veil"],
  protocol: ["answers", "host"],
  resources: ["tool.ts", "resource-uris.ts", "answers", "veil", "host", "protocol"],
  serve: [],
};

/** What the rest of `src/mcp` asks of the veil; how names are replaced is its own matter. */
const veilFront = ["name-veil.ts", "veiled-context.ts", "taken-arguments.ts", "covered-answer.ts", "shown-lines.ts"];

/** Packages that only these folders may load. Start-up and memory on every node depend on it. */
const packageHomes: Readonly<Record<string, readonly string[]>> = {
  commander: ["cli", "generate"],
  "@kubernetes/client-node": ["sources"],
  "@opentelemetry/api": ["agent"],
  "@opentelemetry/exporter-metrics-otlp-proto": ["agent"],
  "@opentelemetry/resources": ["agent"],
  "@opentelemetry/sdk-metrics": ["agent"],
  "@modelcontextprotocol/node": ["mcp"],
  "@modelcontextprotocol/server": ["mcp"],
  koffi: ["sources"],
  rolldown: ["generate"],
  ws: ["sources"],
  yaml: ["cli", "report", "sources"],
  zod: ["contract"],
};

const bannedNames = ["utils", "util", "helpers", "helper", "common", "misc", "manager", "data", "info", "handle"];

const maxLines = 400;

interface SourceFile {
  /** From the root of the repository, such as `src/checks/usage.ts`. */
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly isTest: boolean;
}

interface Import {
  readonly from: SourceFile;
  readonly specifier: string;
}

const files: readonly SourceFile[] = globSync("src/**/*.{ts,tsx}", { cwd: root })
  .filter((path) => !path.endsWith(".d.ts"))
  .map((path) => path.replaceAll("\\", "/"))
  .sort()
  .map((path) => ({
    path,
    folder: path.split("/")[1] ?? "",
    text: readFileSync(join(root, path), "utf8"),
    isTest: /\.(test|case)\.tsx?$/.test(path),
  }));

const shipped = files.filter(({ isTest }) => !isTest);
const imports = shipped.flatMap(importsOf);

test("the walk saw the source tree", () => {
  assert.ok(shipped.length > 100, `only ${shipped.length} files`);
  assert.ok(imports.length > 300, `only ${imports.length} imports`);
  assert.ok(new Set(shipped.map(({ folder }) => folder)).size >= 10);
});

test("the walk finds every form of import", () => {
  const text = `
import { a } from "./a.ts";
import type { B } from "../b.ts";
import "./side-effect.ts";
export { c } from "./c.ts";
export * from "./d.ts";
const e = await import("./e.ts");
import {
  f,
  type G,
} from "./f.ts";
const h = createRequire(import.meta.url)("koffi");
type I = typeof import("./i.ts");`;
  const from: SourceFile = { path: "src/checks/x.ts", folder: "checks", text, isTest: false };
  assert.deepEqual(
    importsOf(from).map(({ specifier }) => specifier),
    ["./a.ts", "../b.ts", "./side-effect.ts", "./c.ts", "./d.ts", "./e.ts", "./f.ts", "koffi", "./i.ts"],
  );
});

test("every folder is in the import table", () => {
  const unknown = shipped.filter(({ folder, path }) => path.split("/").length > 2 && !Object.hasOwn(mayImport, folder));
  assert.deepEqual(
    unknown.map(({ path }) => path),
    [],
  );
});

test("folders import only whom they may", () => {
  const offences = imports.flatMap(({ from, specifier }) => {
    const target = folderOf(from, specifier);
    if (target === undefined || target === from.folder) return [];
    const allowed = mayImport[from.folder] ?? [];
    return allowed.includes(target)
      ? []
      : [`${from.folder} may import ${allowed.join(", ") || "nothing"}; it imports ${target} (${from.path})`];
  });
  assert.deepEqual(offences, []);
});

test("folders of mcp import only whom they may, and of the veil its front", () => {
  const seen = new Set<string>();
  const offences = imports.flatMap(({ from, specifier }) => {
    const [, , own = "", file] = from.path.split("/");
    const [, face, folder = "", ...rest] = specifier.startsWith(".") ? posix.join(posix.dirname(from.path), specifier).split("/") : [];
    if (from.folder !== "mcp" || face !== "mcp" || folder === own) return [];
    if (folder === "veil" && !veilFront.includes(rest.join("/"))) return [`${from.path} imports ${specifier}`];
    if (file === undefined) return [];
    seen.add(own);
    return mcpMayImport[own]?.includes(folder) === true ? [] : [`${from.path} imports ${specifier}`];
  });
  assert.deepEqual(offences, []);
  assert.deepEqual(
    [...seen].sort(),
    Object.keys(mcpMayImport)
      .filter((own) => mcpMayImport[own]?.length !== 0)
      .sort(),
  );
});

test("the pure half imports no Node module and no package but zod", () => {
  const pure: readonly string[] = pureFolders;
  const offences = imports
    .filter(({ from, specifier }) => pure.includes(from.folder) && !specifier.startsWith(".") && specifier !== "zod")
    .map(({ from, specifier }) => `${from.path} imports ${specifier}`);
  assert.deepEqual(offences, []);
});

test("packages stay in the folders that pay for them", () => {
  const offences = imports.flatMap(({ from, specifier }) => {
    if (specifier.startsWith(".") || specifier.startsWith("node:")) return [];
    const name = specifier.startsWith("@") ? specifier.split("/").slice(0, 2).join("/") : (specifier.split("/")[0] ?? "");
    const homes = packageHomes[name];
    if (homes === undefined) return [`${from.path} imports ${name}, which packageHomes does not list`];
    return homes.includes(from.folder) ? [] : [`${name} belongs to ${homes.join(", ")}; ${from.path} imports it`];
  });
  assert.deepEqual(offences, []);
});

test("relative imports name a file with its extension that exists", () => {
  const known = new Set(files.map(({ path }) => path));
  const offences = imports
    .filter(({ specifier }) => specifier.startsWith("."))
    .filter(({ from, specifier }) => !known.has(posix.join(posix.dirname(from.path), specifier)))
    .map(({ from, specifier }) => `${from.path} imports ${specifier}`);
  assert.deepEqual(offences, []);
});

test("shipped code does not import tests", () => {
  const offences = imports.filter(({ specifier }) => /\.(test|case)\.tsx?$/.test(specifier)).map(({ from }) => from.path);
  assert.deepEqual(offences, []);
});

test("names of files say what is in them", () => {
  const offences = files
    .map(({ path }) => path)
    .filter((path) => {
      const name = basename(path).replace(/(\.(test|case))?\.tsx?$/, "");
      return (
        bannedNames.includes(name) || path.split("/").some((part) => bannedNames.includes(part)) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
      );
    });
  assert.deepEqual(offences, []);
});

test(`a file past ${maxLines} lines begins with a comment that says why`, () => {
  const offences = files
    .filter(({ text }) => text.split("\n").length > maxLines && !/^\/[*/]/.test(text))
    .map(({ path, text }) => `${path} has ${text.split("\n").length} lines and does not begin with a comment that says why`);
  assert.deepEqual(offences, []);
});

test("nothing is exported by default", () => {
  const offences = files.filter(({ text }) => /^export default\b|\bas default\b/m.test(text)).map(({ path }) => path);
  assert.deepEqual(offences, []);
});

/** The browser's client may know the shapes of the hub's answers and nothing else of ours. */
test("web imports types of contract and hub only", () => {
  const web = globSync("web/**/*.{ts,tsx}", { cwd: root }).filter((path) => !path.includes("node_modules"));
  const offences = web.flatMap((path) => {
    const text = readFileSync(join(root, path), "utf8");
    return [...text.matchAll(/^import (type )?[^;]*?from "(\.\.?\/[^"]+)"/gm)].flatMap(([, isType, specifier = ""]) => {
      const target = posix.join(dirname(path), specifier);
      if (!target.startsWith("src/")) return [];
      return isType !== undefined && /^src\/(contract|hub)\//.test(target) ? [] : [`${path} imports ${target}`];
    });
  });
  assert.deepEqual(offences, []);
});

function importsOf(from: SourceFile): readonly Import[] {
  const code = from.text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  const statement =
    /(?:^|\n)\s*(?:import|export)\b[^;"'`]*?\bfrom\s*"([^"]+)"|(?:^|\n)\s*import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"|(?:\brequire|createRequire\([^)]*\))\(\s*"([^"]+)"/g;
  return [...code.matchAll(statement)].map((match) => ({ from, specifier: match.slice(1).find((text) => text !== undefined) ?? "" }));
}

function folderOf(from: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  return posix.join(posix.dirname(from.path), specifier).split("/")[1];
}
