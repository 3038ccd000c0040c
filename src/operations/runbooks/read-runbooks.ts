import { fileURLToPath } from "node:url";
import { InputError } from "../../platform/input-error.ts";
import { parseRunbook, type RunbookProblem } from "../../runbooks/parse/parse-runbook.ts";
import type { Runbook } from "../../runbooks/runbook.ts";
import { parseYamlText } from "../../sources/runbooks/parse-yaml-text.ts";
import { readRunbookFiles } from "../../sources/runbooks/read-runbook-files.ts";

/** The runbooks that come with Ullage. */
const shippedRunbooks = fileURLToPath(new URL("../../../runbooks/", import.meta.url));

/** In the order of their ids. Throws InputError `runbook-malformed` with each file and line, if any one of them cannot be followed. */
export function readRunbooks(directory: string = shippedRunbooks): readonly Runbook[] {
  const runbooks: Runbook[] = [];
  const wrong: string[] = [];
  for (const { file, text } of readRunbookFiles(directory)) {
    const parsed = parseRunbook(file, text, parseYamlText);
    if (parsed.ok) runbooks.push(parsed.runbook);
    else wrong.push(...parsed.problems.map((problem) => problemText(file, problem)));
  }
  wrong.push(...sharedIds(runbooks));
  if (wrong.length > 0) throw new InputError("runbook-malformed", directory, `has runbooks that cannot be followed: ${wrong.join("; ")}`);
  return runbooks;
}

function problemText(file: string, { line, what }: RunbookProblem): string {
  return `${file}:${line}: ${what}`;
}

function sharedIds(runbooks: readonly Runbook[]): readonly string[] {
  const byId = Map.groupBy(runbooks, ({ id }) => id);
  return [...byId].flatMap(([id, same]) =>
    same.length === 1 ? [] : [`${same.map(({ name }) => `${name}.md`).join(", ")}: all have the id ${id}`],
  );
}
