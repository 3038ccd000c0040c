import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runChecks } from "../../src/checks/run-checks.ts";
import { diagnoseResultSchema } from "../../src/contract/diagnose-result.ts";
import { causeIds, limitIds, lookAlikeIds, type Verdict } from "../../src/model/verdict.ts";
import { diagnoseReport } from "../../src/report/diagnose-report.ts";
import { diagnoseResult, diagnoseYamlShape } from "../../src/report/diagnose-result.ts";
import { diagnoseObservation } from "../../src/report/diagnosis.ts";
import { renderMarkdown } from "../../src/report/render-markdown.ts";
import { renderText } from "../../src/report/render-text.ts";
import { causes } from "../../src/verdict/causes/index.ts";
import type { Hypothesis } from "../../src/verdict/hypothesis.ts";
import { limits } from "../../src/verdict/limits/index.ts";
import { lookAlikes } from "../../src/verdict/look-alikes/index.ts";
import { noLimit } from "../../src/verdict/no-limit.ts";
import { SignalView } from "../../src/verdict/signal-view.ts";
import { weigh } from "../../src/verdict/weigh.ts";
import { composeRecording, recipes } from "./compose-recordings.ts";
import { confusionTable } from "./confusion-table.ts";
import { foundLabel } from "./found-label.ts";
import { readLabelled, recordingNames } from "./read-labelled.ts";
import { recordingsFolder } from "./recordings-folder.ts";
import { recordingsReadme } from "./recordings-readme.ts";

const names = recordingNames();
const judged = await Promise.all(
  names.map(async (name) => {
    const recording = await readLabelled(name);
    const diagnosis = diagnoseObservation(recording.observation, name);
    return { ...recording, diagnosis };
  }),
);

for (const { name, expected, diagnosis } of judged) {
  test(`${name}: ${expected.about}`, () => {
    const { verdict } = diagnosis;
    const { about: _, provenance: __, ...label } = expected;
    assert.deepEqual(
      foundLabel(diagnosis, expected),
      label,
      `${verdict.summary}\n${diagnosis.notEvaluated.map(({ check, because }) => `${check}: ${because}`).join("\n")}`,
    );
  });
}

test("expected and judged limits agree", (t) => {
  const table = confusionTable(judged.map(({ expected, diagnosis }) => [expected.limit, diagnosis.verdict.limit]));
  t.diagnostic(`expected × judged limit of ${judged.length} recordings\n${table}`);
  const wrong = judged.filter(({ expected, diagnosis }) => expected.limit !== diagnosis.verdict.limit).map(({ name }) => name);
  assert.deepEqual(wrong, [], table);
});

test("there are at least forty recordings, several of them from a real kernel", () => {
  assert.ok(names.length >= 40, String(names.length));
  assert.ok(names.filter((name) => name.startsWith("real-")).length >= 4);
});

test("every limit, look-alike and cause fires in a recording and is quiet in one that has all its evidence", () => {
  const views = judged.map(({ observation }) => new SignalView(runChecks(observation, { full: true })));
  const isQuietSomewhere = (hypothesis: Hypothesis) =>
    views.some((view) => {
      const { confidence, unknown } = weigh(hypothesis, view);
      return confidence === undefined && unknown.length === 0;
    });
  const firing = (ids: (verdict: Verdict) => readonly string[]) => new Set(judged.flatMap(({ diagnosis }) => ids(diagnosis.verdict)));
  const firingLimits = firing(({ limit }) => [limit]);
  const firingAlikes = firing((verdict) => verdict.lookAlikes.map(({ id }) => id));
  const expectedCauses = new Set<string | null>(judged.map(({ expected }) => expected.topCause));
  assert.deepEqual(
    limitIds.filter((id) => !firingLimits.has(id)),
    [],
  );
  assert.deepEqual(
    lookAlikeIds.filter((id) => !firingAlikes.has(id)),
    [],
  );
  assert.deepEqual(
    causeIds.filter((id) => !expectedCauses.has(id)),
    [],
  );
  const neverQuiet = [...limits, noLimit, ...lookAlikes, ...causes].filter((hypothesis) => !isQuietSomewhere(hypothesis));
  assert.deepEqual(
    neverQuiet.map(({ id }) => id),
    [],
  );
});

/** Control characters but line feed, and the marks that reorder or hide text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come out.
const acting = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069]/;

for (const { name, diagnosis } of judged) {
  test(`${name} comes out as text that acts on no terminal and in the form that is published`, () => {
    const result = diagnoseResult(diagnosis);
    diagnoseResultSchema.parse(result);
    const report = diagnoseReport(diagnosis);
    const strings = stringsIn([result, diagnoseYamlShape(diagnosis)]);
    for (const text of [renderText(report), renderMarkdown(report), ...strings]) assert.doesNotMatch(text, acting);
  });
}

test("a name that gives orders stands between the words of the report, escaped", async () => {
  const report = diagnoseReport(judged.find(({ name }) => name === "orders-from-a-full-pod")!.diagnosis);
  assert.match(renderText(report), /namespace {2}\\x1b\[2Jobey: none \(process 4242\)/);
  assert.match(renderMarkdown(report), /\| namespace \| \\\\x1b\\\[2Jobey: none \(process 4242\) \|/);
});

test("the composed recordings are what their recipes make, and every recording is from a recipe, a kernel or the first four", () => {
  const handwritten = ["evicting-udp", "quiet-node", "source-nat-exhausted", "table-full-assured"];
  const rest = names.filter((name) => !name.startsWith("real-") && !handwritten.includes(name));
  assert.deepEqual(rest, recipes.map(({ name }) => name).sort());
  for (const recipe of recipes) {
    const files = composeRecording(recipe);
    assert.deepEqual(readdirSync(join(recordingsFolder, recipe.name)).sort(), [...files.keys()].sort());
    for (const [file, text] of files)
      assert.equal(readFileSync(join(recordingsFolder, recipe.name, file), "utf8"), text, `${recipe.name}/${file}: compose again`);
  }
});

test("the list of recordings is the one that the labels make", () => {
  assert.equal(
    readFileSync(join(recordingsFolder, "README.md"), "utf8"),
    recordingsReadme(judged),
    "run node test/recordings/compose-recordings.ts again",
  );
});

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
