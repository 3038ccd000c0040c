/** Writes the composed recordings of fixtures/recordings: `node test/recordings/compose-recordings.ts`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { NodeSnapshot, PartName, SnapshotParts } from "../../src/model/node-snapshot.ts";
import type { Reading } from "../../src/model/reading.ts";
import { healthyParts, sourceOf, takenAtMs } from "./healthy-node.ts";
import { readLabelled, recordingNames } from "./read-labelled.ts";
import { notRead, type PartChanges, type Recipe } from "./recipe.ts";
import { causeRecipes } from "./recipes/causes.ts";
import { ciliumRecipes } from "./recipes/cilium-nodes.ts";
import { hardRecipes } from "./recipes/hard-cases.ts";
import { limitRecipes } from "./recipes/limits.ts";
import { lookAlikeRecipes } from "./recipes/look-alikes.ts";
import { nearLimitRecipes } from "./recipes/near-limits.ts";
import { sufferingRecipes } from "./recipes/suffering.ts";
import { recordingsFolder } from "./recordings-folder.ts";
import { recordingsReadme } from "./recordings-readme.ts";
import { snapshotText } from "./snapshot-text.ts";

export const recipes: readonly Recipe[] = [
  ...limitRecipes,
  ...nearLimitRecipes,
  ...ciliumRecipes,
  ...lookAlikeRecipes,
  ...causeRecipes,
  ...hardRecipes,
  ...sufferingRecipes,
];

/** The files of one recording by their names. */
export function composeRecording({ about, changes, samples = 2, windowSeconds = 2, expected }: Recipe): ReadonlyMap<string, string> {
  const now = composeSnapshot(
    changes.map((change) => change.now),
    takenAtMs,
  );
  const earlier = composeSnapshot(
    // A walk of the table is made once; only what compares two of them says so itself.
    [{ tableComposition: notRead }, ...changes.map((change) => change.earlier)],
    takenAtMs - windowSeconds * 1000,
  );
  const label = { about, provenance: [...new Set(changes.map(({ from }) => from))], ...expected };
  return new Map([
    ["snapshot.json", snapshotText(now)],
    ...(samples === 2 ? ([["earlier.json", snapshotText(earlier)]] as const) : []),
    ["expected.json", `${JSON.stringify(label, undefined, 1)}\n`],
  ]);
}

function composeSnapshot(changes: readonly (PartChanges | undefined)[], atMs: number): NodeSnapshot {
  const values = { ...healthyParts, ...Object.assign({}, ...changes) };
  const parts: [string, Reading<unknown>][] = [];
  for (const [part, value] of Object.entries(values)) {
    const from = { source: sourceOf[part as PartName], takenAtMs: atMs }; // the keys are those of the healthy node
    if (value === notRead) continue;
    parts.push([part, isUnread(value) ? { ...value, ...from } : { status: "present", value, ...from }]);
  }
  return {
    node: "node-a",
    takenAtMs: atMs,
    monotonicMs: atMs - (healthyParts.kernel.bootedAtMs ?? 0),
    parts: Object.fromEntries(parts) as SnapshotParts,
  }; // one reading for each part's own value
}

function isUnread(value: unknown): value is { readonly status: "absent" | "forbidden" | "failed"; readonly reason: string } {
  return typeof value === "object" && value !== null && "status" in value;
}

if (process.argv[1] === import.meta.filename) {
  for (const recipe of recipes) {
    for (const [file, text] of composeRecording(recipe)) {
      const path = join(recordingsFolder, recipe.name, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    if (recipe.samples === 1) rmSync(join(recordingsFolder, recipe.name, "earlier.json"), { force: true });
  }
  writeFileSync(join(recordingsFolder, "README.md"), recordingsReadme(await Promise.all(recordingNames().map(readLabelled))));
  console.log(`${recipes.length} recordings written`);
}
