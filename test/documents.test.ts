import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { CommanderError } from "commander";
import type { Terminal } from "../src/cli/command.ts";
import { createProgram } from "../src/cli/program.ts";
import { root, runUllage } from "./cli/run-ullage.ts";
import { assertShown } from "./shown-lines.ts";

interface Document {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  /** Without code, where links are links. */
  readonly prose: string;
  /** Inline code and the lines of fenced code. */
  readonly code: readonly string[];
  readonly fences: readonly { readonly language: string; readonly lines: readonly string[] }[];
}

const documents: readonly Document[] = globSync("**/*.md", {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|dist|golden)$/.test(path),
})
  .sort()
  .map((path) => readDocument(path, readFileSync(join(root, path), "utf8")));

/** Names that the guide to contributing uses for what its reader is about to write. */
const standIns = /memory-share/;

/** Where a document may lead a reader outside of the repository. */
const knownHosts: readonly string[] = ["keepachangelog.com", "modelcontextprotocol.io", "semver.org"];

/** The trees of a node; any other absolute path is one of the writer's own machine. */
const knownTrees: readonly string[] = ["proc", "sys", "dev", "run", "etc", "lib", "var", "host", "opt", "kubepods.slice"];

/** What the agent and the server for AI agents answer. */
const agentPaths: readonly string[] = ["metrics", "healthz", "readyz", "v1", "mcp"];

const unfinished = /\b(TODO|FIXME|TBD|XXX)\b/;

test("the walk saw the documents", () => {
  const paths = documents.map(({ path }) => path);
  for (const path of ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/checks/usage.md", "fixtures/README.md"])
    assert.ok(paths.includes(path), path);
  assert.ok(documents.flatMap(commandLinesIn).length > 10);
  assert.ok(documents.flatMap(linksIn).length > 50);
});

test("links lead to files, and to headings, that exist", () => {
  const offences = documents.flatMap((document) =>
    linksIn(document).flatMap((target) => {
      if (/^[a-z]+:/.test(target)) {
        return knownHosts.includes(new URL(target).host) ? [] : [`${document.path}: ${target} is on no host of knownHosts`];
      }
      const [file = "", heading] = target.split("#");
      const path = file === "" ? document.path : join(dirname(document.path), file);
      if (!existsSync(join(root, path))) return [`${document.path}: ${target} does not exist`];
      return heading === undefined || headingsOf(path).includes(heading) ? [] : [`${document.path}: ${target} has no such heading`];
    }),
  );
  assert.deepEqual(offences, []);
});

test("paths that documents name in code exist", () => {
  const isPath = /^(?:(?:\.ci|bench|bin|docs|fixtures|src|test)(?:\/[\w.-]+)+|[\w-]+(?:\/[\w.-]+)*\/[\w.-]+\.(?:md|ts|js|json))\/?$/;
  const offences = documents.flatMap(({ path, code }) =>
    code
      .filter((text) => isPath.test(text) && !standIns.test(text) && !text.startsWith("node_modules/"))
      .filter((text) => !existsSync(join(root, text)) && !existsSync(join(root, dirname(path), text)))
      .map((text) => `${path}: ${text}`),
  );
  assert.deepEqual(offences, []);
});

test("every command that documents show is one that the command line takes", async () => {
  const offences: string[] = [];
  for (const document of documents) {
    for (const line of commandLinesIn(document)) {
      const because = await reasonToRefuse(line);
      if (because !== undefined) offences.push(`${document.path}: ullage ${line.join(" ")}: ${because}`);
    }
  }
  assert.deepEqual(offences, []);
});

test("a command that does not exist, an unknown option and a wrong value are seen", async () => {
  for (const line of ["chekc", "check --windows 3", "check --output xml", "check --only usages", "analyze one two"])
    assert.notEqual(await reasonToRefuse(line.split(" ")), undefined, line);
  assert.equal(await reasonToRefuse(["check", "--help"]), undefined);
});

const excerpts = documents.flatMap(({ path, fences }) =>
  fences.filter(({ language }) => language === "console").map(({ lines }) => ({ path, lines })),
);

for (const { path, lines } of excerpts) {
  const [command = "", ...shown] = lines;
  test(`${path} shows what ${command.slice(2)} says`, () => {
    const [args] = commandsInLine(command);
    assert.ok(args !== undefined, command);
    const said = runUllage(args)
      .stdout.split("\n")
      .map((line) => line.trimEnd());
    // What stands before the first line may be left out without a mark.
    assertShown(["…", ...shown], said);
  });
}

test("documents name no path of a machine of their writer's, and nothing unfinished", () => {
  const offences = documents.flatMap(({ path, text }) => {
    const trees = [...text.matchAll(/(?:^|[\s`("'=])\/([a-z][\w.-]*)/gm)].map(([, tree = ""]) => tree);
    const foreign = trees.filter((tree) => !knownTrees.includes(tree) && !agentPaths.includes(tree)).map((tree) => `${path}: /${tree}`);
    return unfinished.test(text) ? [...foreign, `${path}: ${unfinished.exec(text)?.[0]}`] : foreign;
  });
  assert.deepEqual(offences, []);
});

test("the table of imports in docs/architecture.md is the one that test/architecture.test.ts holds", () => {
  const source = readFileSync(join(root, "test/architecture.test.ts"), "utf8");
  const [, body = ""] = /const mayImport[^{]*\{([^}]*)\}/.exec(source) ?? [];
  const held = [...body.matchAll(/^ {2}(\w+): (?:\[([^\]]*)\]|\w+),$/gm)].map(([, folder = "", names]) => ({
    folder,
    // Lists that are made of others are said in words.
    names: names === undefined || names.includes("...") ? undefined : [...names.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name),
  }));
  assert.ok(held.length > 15, `${held.length} folders`);
  const rows = readDocument("docs/architecture.md", readFileSync(join(root, "docs/architecture.md"), "utf8"))
    .text.split("\n")
    .filter((line) => /^\| `\w+\/`/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  assert.deepEqual(
    rows.map(([, folder = ""]) => folder.replace(/[`/]/g, "")),
    held.map(({ folder }) => folder),
  );
  for (const [index, { folder, names }] of held.entries()) {
    if (names !== undefined) assert.equal(rows[index]?.[4], names.length === 0 ? "nothing" : names.join(", "), folder);
  }
});

function readDocument(path: string, text: string): Document {
  const fences = [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm)].map(([, indent = "", language = "", body = ""]) => ({
    language,
    lines: body.split("\n").map((line) => line.slice(indent.length)),
  }));
  const withoutFences = text.replace(/^( *)```\w*\n[\s\S]*?^\1```$/gm, "");
  const inline = [...withoutFences.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  return {
    path,
    text,
    prose: withoutFences.replace(/`[^`\n]+`/g, ""),
    code: [...inline, ...fences.flatMap(({ lines }) => lines)],
    fences: fences.map(({ language, lines }) => ({ language, lines: lines.slice(0, -1) })),
  };
}

function linksIn({ prose }: Document): readonly string[] {
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

function headingsOf(path: string): readonly string[] {
  return [...readFileSync(join(root, path), "utf8").matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function commandLinesIn({ code }: Document): readonly (readonly string[])[] {
  return code.flatMap(commandsInLine);
}

/** The words behind `ullage` in each part of a pipe that begins with it. */
function commandsInLine(line: string): readonly (readonly string[])[] {
  return line.split(/ \| | && |; /).flatMap((part) => {
    const [, words] = /^\s*(?:\$ )?(?:npm run -s ullage --|npm run dev --|ullage) (.+)$/.exec(part) ?? [];
    return words === undefined
      ? []
      : [
          words
            .replace(/ [#>].*$/, "")
            .trim()
            .split(/\s+/),
        ];
  });
}

/** Reads a command line as the program does, up to the point where it would act. */
async function reasonToRefuse(args: readonly string[]): Promise<string | undefined> {
  const program = await createProgram(silentTerminal, args);
  const acting = program.commands.flatMap((command) => (command.commands.length === 0 ? [command] : command.commands));
  for (const command of acting) command.action(() => {});
  try {
    await program.parseAsync(args, { from: "user" });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // A command's bare name is its mention.
    const isMention = args.length === 1 && ["commander.missingArgument", "commander.help"].includes(error.code);
    return error.exitCode === 0 || isMention ? undefined : error.message;
  }
}

const silentTerminal: Terminal = {
  write: () => {},
  writeError: () => {},
  usesColour: false,
  unwrittenBytes: () => 0,
  takeTimeToEnd: () => {},
  goOnUnread: () => {},
  showsProgress: false,
  columns: 80,
  setExitCode: () => {},
  signal: new AbortController().signal,
};
