import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { TableSample } from "../../model/table-sample.ts";
import { InputError } from "../../platform/input-error.ts";
import { sampleCase } from "../../report/top/table-sample.case.ts";
import { wholeTable } from "../../report/top/top-view.ts";
import { openReplay } from "./replay-source.ts";

const folder = mkdtempSync(join(tmpdir(), "ullage-replay-"));
after(() => rmSync(folder, { recursive: true }));

async function played(
  text: string,
): Promise<{ readonly node: string; readonly conditions: readonly string[] | undefined; readonly samples: readonly TableSample[] }> {
  const path = join(folder, "samples.ndjson");
  writeFileSync(path, text);
  const source = await openReplay(path);
  try {
    const samples: TableSample[] = [];
    for (;;) {
      const taken = await source.next(wholeTable, new AbortController().signal);
      if (taken === undefined) return { node: source.facts.node, conditions: source.facts.recordedConditions, samples };
      samples.push(taken.sample);
    }
  } finally {
    await source.close();
  }
}

const [first, second] = [sampleCase(0), sampleCase(1)];
const lines = (...records: readonly unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

test("bare samples are played as they were saved, the last line with or without its end", async () => {
  assert.deepEqual(await played(lines(first, second)), { node: "samples.ndjson", conditions: [], samples: [first, second] });
  assert.deepEqual((await played(lines(first, second).trimEnd())).samples, [first, second]);
});

test("of what watch writes the samples are played, under the name of their node", async () => {
  const text = lines(
    { type: "start", node: "node-a", filter: ["port=53"] },
    { type: "finding-open", id: "x" },
    { ...first, type: "sample", at: "2026-01-15T12:00:00.000Z" },
    { type: "gap", lost: 3 },
    { ...second, type: "sample" },
    { type: "end" },
  );
  assert.deepEqual(await played(text), { node: "node-a", conditions: ["port=53"], samples: [first, second] });
});

for (const [what, text, place] of [
  ["what is not JSON", `${lines(first)}{"takenAtMs":\n`, "line 2"],
  ["a sample without a count", lines({ ...first, count: undefined }), "line 1: count"],
  ["a count of a text", lines({ ...first, count: "many" }), "line 1: count"],
  ["a list", "[]\n", "line 1"],
  ["nothing", "\n\n", "holds no sample"],
  ["a watch that took none", lines({ type: "start", node: "node-a" }, { type: "end" }), "holds no sample"],
] as const) {
  test(`${what} is told with its place`, async () => {
    await assert.rejects(
      played(text),
      (error) => error instanceof InputError && error.code === "samples-unrecognised" && error.message.includes(place),
    );
  });
}

test("a file that is not there, and one that is none, are told as such", async () => {
  for (const [path, code] of [
    [join(folder, "gone"), "file-missing"],
    [folder, "file-unreadable"],
  ] as const)
    await assert.rejects(openReplay(path), (error) => error instanceof InputError && error.code === code);
});
