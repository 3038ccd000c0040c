/**
 * Runs every test with the built-in runner: most side by side, then those that own the machine's conntrack table one after another.
 * `npm test -- NAME` runs only the files whose path contains NAME. Properties are tried with the same examples every time, so that a run can be repeated;
 * `PROPERTY_SEED=random` draws others.
 */
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const wanted = process.argv.slice(2);
const matches = (path: string) => wanted.length === 0 || wanted.some((name) => path.includes(name));
const all = globSync("{src,test,bench}/**/*.test.ts").sort().filter(matches);
/** It watches for a minute that nobody changes anything, which none of the quick ones do. */
const watchesTheMachine = (path: string) => path === "test/kernel/agent-changes-nothing.test.ts";
const ownsTheMachine = (path: string) => path.startsWith("test/kernel/") && !watchesTheMachine(path);
const groups = [
  // More than there are processors: two of them wait for a minute and do nothing, so they begin first.
  { files: waitingFirst(all.filter((path) => !ownsTheMachine(path))), concurrency: 3 },
  { files: all.filter(ownsTheMachine), concurrency: 1 },
];

function waitingFirst(files: readonly string[]): readonly string[] {
  const waits = (path: string) => watchesTheMachine(path) || path === "src/agent/http/kept-alive.test.ts";
  return [...files.filter(waits), ...files.filter((path) => !waits(path))];
}

if (all.length === 0) {
  console.error(`no test file matches ${wanted.join(" ")}`);
  process.exit(1);
}
let failed = false;
// What tests leave behind is in one folder and goes with the run.
const temporary = mkdtempSync(join(tmpdir(), "ullage-t-"));
process.once("exit", () => rmSync(temporary, { recursive: true, force: true }));
const sums = { pass: 0, fail: 0, skipped: 0 };
for (const { files, concurrency } of groups) {
  if (files.length === 0) continue;
  const run = spawnSync(
    process.execPath,
    [
      "--import=./test/compile-cache.ts",
      "--import=./test/property-seed.ts",
      "--test",
      `--test-concurrency=${concurrency}`,
      "--test-reporter=dot",
      "--test-reporter-destination=stdout",
      "--test-reporter=spec",
      "--test-reporter-destination=test-report.txt",
      ...files,
    ],
    {
      stdio: "inherit",
      env: { ...process.env, TMPDIR: temporary },
    },
  );
  failed ||= run.status !== 0;
  const report = readFileSync("test-report.txt", "utf8");
  for (const name of ["pass", "fail", "skipped"] as const)
    sums[name] += Number(new RegExp(`^\\S+ ${name} (\\d+)$`, "m").exec(report)?.[1] ?? 0);
}
console.log(`\n${sums.pass} passed, ${sums.fail} failed, ${sums.skipped} skipped`);
process.exit(failed ? 1 : 0);
