/**
 * Puts what the command line loads into few files, in `dist/packed`: a hundred modules cost Node a fifth of a millisecond each to find, read and
 * compile, which is more than a check takes (docs/decisions/0017-start-up.md). `npm run build` runs it on what the compiler wrote to `dist`.
 */
import { copyFileSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { type Plugin, rolldown } from "rolldown";

/**
 * commander is loaded at every start; zod by a saved snapshot, in 15 ms where it is packed and in 45 to 55 where its files have to be found
 * (docs/decisions/0018-small-bundles.md). Other packages stay where they are: yaml is loaded when asked for, koffi is no JavaScript.
 */
const packedPackages: readonly string[] = ["commander", "zod"];

/**
 * With all that they import they become one file each; by itself the packer would cut them into twenty, where other commands share parts. What is in
 * an earlier one is in none of the others, so what `analyze` shares with `diagnose` comes before that.
 */
const loadedTogether: readonly { readonly name: string; readonly test: RegExp }[] = [
  { name: "start", test: /[\\/]dist[\\/](?:cli[\\/]main|cli[\\/]commands[\\/]check|sources[\\/]live-sources)\.js$/ },
  {
    name: "saved-table",
    test: /[\\/]dist[\\/](?:sources[\\/]open-table-counting|wire[\\/]conntrack-text[\\/]text-table-reader|model[\\/]conntrack-timeouts|cli[\\/]document-text|report[\\/]figures)\.js$/,
  },
  { name: "saved-snapshot", test: /[\\/]dist[\\/]contract[\\/](?:recording|bundle-manifest)\.js$/ },
  { name: "diagnosis", test: /[\\/]dist[\\/]cli[\\/]commands[\\/]diagnose\.js$/ },
  { name: "bundle", test: /[\\/]dist[\\/]sources[\\/]bundle[\\/]read-bundle\.js$/ },
];

const packageName = /^[^./\0]/;

/**
 * A module that asks where it is gets the place of its own file in `dist`, wherever its code went. So it finds package.json and the recordings. A worker
 * is looked for beside the packed code, where it lies packed too.
 */
export function tellOwnPlace(dist: string): Plugin {
  return {
    name: "tell-own-place",
    transform(code, id) {
      if (id.includes("node_modules")) return undefined;
      if (/import\.meta\.(?:dirname|filename)\b/.test(code)) throw new Error(`${id} asks for import.meta.dirname; use import.meta.url`);
      const place = JSON.stringify(`../${relative(dist, id).split(sep).join("/")}`);
      return code.replaceAll(/(?<!\bworkerEntry\("[a-z-]+", )\bimport\.meta\.url\b/g, `new URL(${place}, import.meta.url).href`);
    },
  };
}

/**
 * V8 keeps the text of a program for as long as it runs, in two bytes a character where a single one is beyond Latin-1: an agent's by a megabyte more for some
 * dashes and dots in what it says.
 */
export function escapeCharacters(code: string): string {
  if (/String\.raw`[^`]*[^\0-\x7f]/.test(code)) throw new Error("in String.raw an escape is not a character");
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * To import a module of Node is to read every one of its exports, getters that load others included; asked for, it costs what is used of it: 6 ms less at the start of a
 * command (docs/decisions/0017-start-up.md).
 */
export function askForModulesOfNode(code: string): string {
  const asked = code.replaceAll(/^import (.+) from ["](node:[a-z0-9/_]+)["];$/gm, (statement, what: string, name: string) => {
    const [, whole, named] = /^([\w$]+)?(?:, )?(?:\{ (.+) \})?$/.exec(what) ?? [];
    if (whole === undefined && named === undefined) throw new Error(`not understood: ${statement}`);
    const from = `process.getBuiltinModule(${JSON.stringify(name)})`;
    const names = named?.replaceAll(" as ", ": ");
    return [
      ...(whole === undefined ? [] : [`const ${whole} = ${from};`]),
      ...(names === undefined ? [] : [`const { ${names} } = ${from};`]),
    ].join(" ");
  });
  const left = /^import .*"node:.*$/m.exec(asked);
  if (left !== null) throw new Error(`not understood: ${left[0]}`);
  return asked;
}

export async function packProgram(root: string): Promise<void> {
  const dist = join(root, "dist");
  const packed = join(dist, `packing-${process.pid}`);
  const program = await rolldown({
    input: [join(dist, "cli/main.js"), join(dist, "cli/start-ahead.js")],
    platform: "node",
    external: (id) => packageName.test(id) && !packedPackages.includes(id),
    plugins: [tellOwnPlace(dist)],
    // What starts late from the sources may well start early in one file.
    checks: { ineffectiveDynamicImport: false },
  });
  await program.write({
    dir: packed,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    codeSplitting: { groups: loadedTogether.map((group, place) => ({ ...group, priority: loadedTogether.length - place })) },
  });
  await program.close();
  // A worker starts while somebody waits for it, so it is one file and shares none with the program.
  for (const worker of globSync("sources/**/*-worker.js", { cwd: dist })) {
    const packedWorker = await rolldown({
      input: join(dist, worker),
      platform: "node",
      external: (id) => packageName.test(id),
      plugins: [tellOwnPlace(dist)],
    });
    await packedWorker.write({ file: join(packed, basename(worker)) });
    await packedWorker.close();
  }
  // The packer writes characters and no escapes, whatever its plugins gave it.
  for (const path of globSync(join(packed, "*.js"))) writeFileSync(path, askForModulesOfNode(escapeCharacters(readFileSync(path, "utf8"))));
  for (const name of packedPackages) copyFileSync(join(root, "node_modules", name, "LICENSE"), join(packed, `${name}.LICENSE`));
  replaceFiles(packed, join(dist, "packed"));
}

/** File by file, so that a program which starts meanwhile finds each of its own. */
function replaceFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const names = readdirSync(from);
  for (const name of names) renameSync(join(from, name), join(to, name));
  for (const name of readdirSync(to)) if (!names.includes(name)) rmSync(join(to, name), { recursive: true, force: true });
  rmdirSync(from);
}

if (import.meta.main) await packProgram(join(import.meta.dirname, "../.."));
