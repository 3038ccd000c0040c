import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { alertPages } from "./alert-pages.ts";
import { alertRulePages } from "./alert-rule-pages.ts";
import { chartPages } from "./chart-pages.ts";
import { checkPages } from "./check-pages.ts";
import { dashboardPages } from "./dashboard-pages.ts";
import { logPatternPages } from "./log-pattern-pages.ts";
import { metricPages } from "./metric-pages.ts";
import { generateCommand, type Page } from "./page.ts";
import { permissionPages } from "./permission-pages.ts";
import { referencePages } from "./reference-pages.ts";
import { remedyPages } from "./remedy-pages.ts";
import { toolPages } from "./tool-pages.ts";
import { verdictPages } from "./verdict-pages.ts";

/** Folders in which every file is generated: one that no page writes any more is stale too. Others hold pages written by hand as well. */
const wholeFolders = [
  "docs/checks",
  "docs/remedies",
  "docs/verdict",
  "docs/log-patterns",
  "docs/alerts",
  "deploy/alerts",
  "deploy/dashboards",
] as const;

const root = join(import.meta.dirname, "../..");

export async function generatedPages(): Promise<readonly Page[]> {
  return [
    ...checkPages(),
    ...verdictPages(),
    ...remedyPages(),
    ...toolPages(),
    ...logPatternPages(),
    ...permissionPages(),
    ...chartPages(),
    ...metricPages(),
    ...alertPages(),
    ...alertRulePages(),
    ...dashboardPages(),
    ...(await referencePages()),
  ];
}

/** Pages that differ from what is on disk, and files in generated folders that belong to no page. */
export function stalePaths(pages: readonly Page[]): readonly string[] {
  const wanted = new Map(pages.map(({ path, text }) => [path, text]));
  const onDisk = wholeFolders.flatMap((folder) => filesIn(folder));
  return [
    ...pages.filter(({ path, text }) => readIfPresent(path) !== text).map(({ path }) => path),
    ...onDisk.filter((path) => !wanted.has(path)),
  ];
}

function write(pages: readonly Page[]): void {
  const wanted = new Set(pages.map(({ path }) => path));
  for (const path of stalePaths(pages)) if (!wanted.has(path)) rmSync(join(root, path));
  for (const { path, text } of pages) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const pages = await generatedPages();
  if (process.argv.includes("--check")) {
    const stale = stalePaths(pages);
    for (const path of stale) process.stderr.write(`${path} is not what its declaration says; run \`${generateCommand}\`\n`);
    if (stale.length > 0) process.exitCode = 1;
  } else {
    write(pages);
    process.stdout.write(`${pages.length} pages written\n`);
  }
}
