/**
 * Lays out the root of the container image: `node src/generate/assemble-image.ts TARGET`, in a built checkout. The image has the Node that
 * package-lock.json pins with the libraries that it asks the loader for, what the npm package ships, and the packages that the packed program loads
 * by name: no shell, no npm, nothing else (docs/decisions/0034-deployment.md).
 */
import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where the program stands in the image. */
export const programFolder = "opt/ullage";

/** Loaded for a kubeconfig only, with 85 MB of packages; a pod has a service account. */
const leftOut: readonly string[] = ["@kubernetes/client-node"];

/** Folders that the runtime mounts something on, which a read-only root must have. */
const mountPoints = ["dev", "etc/ullage", "host/proc", "host/root", "proc", "run/ullage", "sys", "tmp", "var/lib/ullage", "var/run"];

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export function assembleImage(root: string, target: string): void {
  for (const folder of mountPoints) mkdirSync(join(target, folder), { recursive: true });
  const node = join(root, "node_modules/node/bin/node");
  copy(node, join(target, "usr/local/bin/node"));
  const packages = packagesOf(root);
  const addons = packages.flatMap((path) => globSync("**/*.node", { cwd: join(root, path) }).map((file) => join(root, path, file)));
  for (const library of new Set([node, ...addons].flatMap(librariesOf))) copy(library, join(target, library));
  const { files } = readJson<{ files: readonly string[] }>(join(root, "package.json"));
  for (const path of ["package.json", ...files, ...packages]) copy(join(root, path), join(target, programFolder, path));
}

/** What the packed program loads by name, with all that this needs, as paths such as `node_modules/koffi`. */
export function packagesOf(root: string): readonly string[] {
  const { packages } = readJson<{ packages: Readonly<Record<string, LockedPackage>> }>(join(root, "package-lock.json"));
  const wanted = new Set<string>();
  const add = (path: string) => {
    const isThere = globSync(join(root, path, "package.json")).length > 0;
    // Of a prebuilt addon npm installs the variant of this machine alone.
    if (wanted.has(path) || !isThere) return;
    wanted.add(path);
    const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) add(installedPath(packages, path, name));
  };
  for (const name of importedPackages(join(root, "dist/packed"))) if (!leftOut.includes(name)) add(`node_modules/${name}`);
  return [...wanted].sort();
}

/** The packages that the packed files import or require. */
export function importedPackages(packed: string): ReadonlySet<string> {
  const specifier = /(?:\bfrom|\bimport|\bimport\(|\brequire\(|\.href\)\()\s*"((?:@[a-z0-9-]+\/)?[a-z][a-z0-9._-]*)[^":]*"/g;
  const names = globSync("*.js", { cwd: packed }).flatMap((file) =>
    [...readFileSync(join(packed, file), "utf8").matchAll(specifier)].map(([, name = ""]) => name),
  );
  return new Set(names);
}

/** As Node looks for it: beside the package that asks, then further up. */
function installedPath(packages: Readonly<Record<string, LockedPackage>>, from: string, name: string): string {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    const path = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (at === "" || Object.hasOwn(packages, path)) return path;
  }
}

/** The loader itself stands in the list without an arrow, and the kernel's own page without a path. */
function librariesOf(program: string): readonly string[] {
  const list = execFileSync("ldd", [program], { encoding: "utf8" });
  return [...list.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, path = ""]) => path);
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  // A library's name is often a link to the file of its version.
  cpSync(from, to, { recursive: true, dereference: true, filter: (path) => !forDevelopers.test(path) });
}

/** Types and source maps, a third of what packages weigh. */
const forDevelopers = /\.(?:d\.[cm]?ts|map)$/;

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, "utf8")) as T; // files of the project itself, checked in and made by npm
}

if (import.meta.main) {
  const [target] = process.argv.slice(2);
  if (target === undefined) throw new Error("usage: node src/generate/assemble-image.ts TARGET");
  assembleImage(join(import.meta.dirname, "../.."), target);
}
