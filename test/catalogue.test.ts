import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { CheckCase } from "../src/checks/check.case.ts";
import { judgeCase } from "../src/checks/check.case.ts";
import type { Check } from "../src/checks/check.ts";
import { checks } from "../src/checks/index.ts";
import { commands } from "../src/cli/commands/index.ts";
import type { Collector } from "../src/collectors/collector.ts";
import { collectors } from "../src/collectors/index.ts";
import { recordedSnapshotSchema } from "../src/contract/recording.ts";
import { generatedPages, stalePaths } from "../src/generate/main.ts";
import type { SignalLevel } from "../src/model/signal.ts";
import { inputErrorCodes } from "../src/platform/input-error.ts";
import { cases as plansCases } from "../src/remedies/choose-plans.case.ts";
import { remedies } from "../src/remedies/index.ts";
import type { Remedy } from "../src/remedies/remedy.ts";

const root = join(import.meta.dirname, "..");

/** Files of which each row is a member of its own; their ids are the rows' and not the file's. */
const rowFiles: readonly string[] = [
  "allowances",
  "table-shares",
  "client-connections",
  "larger-nodes",
  "noisy-pods",
  "raise-limit-owners",
  "shorten-timeouts",
  "source-nat",
  "what-not-to-do",
];

interface MemberFile<T> {
  readonly name: string;
  readonly path: string;
  readonly members: readonly T[];
}

async function memberFiles<T>(folder: string, isMember: (value: unknown) => value is T): Promise<readonly MemberFile<T>[]> {
  const paths = globSync(`src/${folder}/*.ts`, { cwd: root }).filter((path) => !/(\.(test|case)|\/index)\.ts$/.test(path));
  const files = await Promise.all(
    paths.map(async (path) => {
      const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(join(root, path)).href);
      return { name: basename(path, ".ts"), path, members: Object.values(exported).flat().filter(isMember) };
    }),
  );
  return files.filter(({ members }) => members.length > 0);
}

function isCheck(value: unknown): value is Check {
  return typeof value === "object" && value !== null && "judge" in value && "thresholds" in value;
}

function isCollector(value: unknown): value is Collector {
  return typeof value === "object" && value !== null && "part" in value && "collect" in value;
}

function isRemedy(value: unknown): value is Remedy {
  return typeof value === "object" && value !== null && "plan" in value && "helpsAgainst" in value;
}

const checkFiles = await memberFiles("checks", isCheck);
const collectorFiles = await memberFiles("collectors", isCollector);
const remedyFiles = await memberFiles("remedies", isRemedy);

test("the walk saw the catalogues", () => {
  assert.ok(checkFiles.length >= 16, `${checkFiles.length} files of checks`);
  assert.ok(collectorFiles.length >= 14, `${collectorFiles.length} files of collectors`);
  assert.ok(remedyFiles.length >= 25, `${remedyFiles.length} files of remedies`);
});

test("every check that is declared is registered once, and nothing else is", () => {
  const declared = checkFiles.flatMap(({ members }) => members.map(({ id }) => id));
  assert.deepEqual(checks.map(({ id }) => id).toSorted(), declared.toSorted());
  assert.equal(new Set(declared).size, declared.length);
});

for (const { name, path, members } of checkFiles) {
  test(`${path} is named after its check and has a test and cases`, () => {
    if (!rowFiles.includes(name))
      assert.deepEqual(
        members.map(({ id }) => id),
        [name],
      );
    assert.ok(existsSync(join(root, `src/checks/${name}.test.ts`)), `src/checks/${name}.test.ts is missing`);
    assert.ok(existsSync(join(root, `src/checks/${name}.case.ts`)), `src/checks/${name}.case.ts is missing`);
  });

  for (const check of members) {
    test(`${check.id} says every level that it declares in some case, stays quiet in another, and says no other`, async () => {
      const { cases }: { readonly cases: readonly CheckCase[] } = await import(
        pathToFileURL(join(root, `src/checks/${name}.case.ts`)).href
      );
      const said = new Set<SignalLevel>(
        cases
          .filter(({ id }) => id === undefined || id === check.id)
          .flatMap((checkCase) => judgeCase(check, checkCase).map(({ level }) => level)),
      );
      const declared = new Set<SignalLevel>(["ok", ...(Object.keys(check.levels) as SignalLevel[])]);
      said.delete("not-evaluated");
      assert.deepEqual([...said].toSorted(), [...declared].toSorted());
    });

    test(`${check.id} has a page, an id that can be an alert's and a next command that exists`, () => {
      assert.match(check.id, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(existsSync(join(root, `docs/checks/${check.id}.md`)), `run npm run generate`);
      const [, command, only] = /^ullage (\S+)(?:.* --only (\S+))?/.exec(check.nextCommand) ?? [];
      if (command !== undefined)
        assert.ok(
          commands.some((entry) => entry.name === command),
          check.nextCommand,
        );
      for (const id of only?.split(",") ?? [])
        assert.ok(
          checks.some((other) => other.id === id),
          check.nextCommand,
        );
    });
  }
}

test("every collector that is declared is registered once, and nothing else is", () => {
  const declared = collectorFiles.flatMap(({ members }) => members.map(({ part }) => part));
  assert.deepEqual(collectors.map(({ part }) => part).toSorted(), declared.toSorted());
});

test("every part of a snapshot has a collector", () => {
  assert.deepEqual(collectors.map(({ part }) => part).toSorted(), Object.keys(recordedSnapshotSchema.shape.parts.shape).toSorted());
});

for (const { name, path, members } of collectorFiles) {
  test(`${path} is named after its part and has a test`, () => {
    const kebab = (part: string) => part.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    assert.deepEqual(
      members.map(({ part }) => kebab(part)),
      [name],
    );
    const tests = globSync(`src/collectors/*.test.ts`, { cwd: root }).map((file) => readFileSync(join(root, file), "utf8"));
    assert.ok(
      tests.some((text) => text.includes(`"./${name}.ts"`)),
      `no test in src/collectors imports ./${name}.ts`,
    );
  });
}

test("every remedy that is declared is registered once, and nothing else is", () => {
  const declared = remedyFiles.flatMap(({ members }) => members.map(({ id }) => id));
  assert.deepEqual(remedies.map(({ id }) => id).toSorted(), declared.toSorted());
  assert.equal(new Set(declared).size, declared.length);
});

for (const { name, path, members } of remedyFiles) {
  test(`${path} is named after its remedy`, () => {
    if (!rowFiles.includes(name))
      assert.deepEqual(
        members.map(({ id }) => id),
        [name],
      );
  });

  for (const { id } of members) {
    test(`${id} is offered in some case and not in another, and has a page with an example`, () => {
      assert.match(id, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(plansCases.some(({ plans }) => plans.includes(id)));
      assert.ok(plansCases.some(({ plans }) => !plans.includes(id)));
      assert.match(readFileSync(join(root, `docs/remedies/${id}.md`), "utf8"), /^## Example$/m);
    });
  }
}

test("every code of an unusable input is given somewhere", () => {
  const code = globSync("src/**/*.ts", { cwd: root })
    .filter((path) => !/\.(test|case)\.ts$/.test(path))
    .map((path) => readFileSync(join(root, path), "utf8"))
    .join("\n");
  const unused = Object.keys(inputErrorCodes).filter((name) => !new RegExp(`InputError\\(\\s*"${name}"`).test(code));
  assert.deepEqual(unused, []);
});

test("every generated page is what its declaration says (npm run generate)", async () => {
  assert.deepEqual(stalePaths(await generatedPages()), []);
});
