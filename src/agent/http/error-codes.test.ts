import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { httpStartErrorCodes } from "../../platform/http/http-start-error.ts";
import { apiErrorCodes } from "./api-error.ts";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/api.md"), "utf8");
const rows = [
  ...Object.entries(apiErrorCodes).map(([code, { status, means, advice }]) => `| \`${code}\` | ${status} | ${means} | ${advice} |`),
  ...Object.entries(httpStartErrorCodes).map(([code, { means, advice }]) => `| \`${code}\` | ${means} | ${advice} |`),
];

test("docs/api.md has every code, with what it means and what to do", () =>
  assert.deepEqual(
    rows.filter((row) => !page.includes(row)),
    [],
  ));

test("docs/api.md has no code that there is not", () => {
  const known: readonly string[] = rows;
  assert.deepEqual(
    [...page.matchAll(/^\| `[a-z]+(?:-[a-z]+)+` \|.*$/gm)].map(([row]) => row).filter((row) => !known.includes(row)),
    [],
  );
});

test("every code is said somewhere", () => {
  const code = globSync("src/{agent,platform/http}/**/*.ts", { cwd: root, exclude: ["**/*.test.ts"] })
    .map((path) => readFileSync(join(root, path), "utf8"))
    .join("\n");
  const codes = [...Object.keys(apiErrorCodes), ...Object.keys(httpStartErrorCodes)];
  assert.deepEqual(
    codes.filter((name) => !new RegExp(`(?:ApiError|HttpStartError|unauthenticated)\\(\\s*"${name}"`).test(code)),
    [],
  );
});
