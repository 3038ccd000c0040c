import assert from "node:assert/strict";
import { test } from "node:test";
import { checks } from "../../checks/index.ts";
import { collectors } from "../../collectors/index.ts";
import { logPatterns } from "../../findings/patterns/index.ts";
import { causeIds, limitIds, lookAlikeIds } from "../../model/verdict.ts";
import { readRunbooks } from "../../operations/runbooks/read-runbooks.ts";
import { inputErrorCodes } from "../../platform/input-error.ts";
import { ToolFailure, toolFailureCodes } from "../../platform/tool-failure.ts";
import { remedies } from "../../remedies/index.ts";
import { guardrails } from "../../verdict/guardrails.ts";
import { callTool, contextOfBundles } from "../arguments/bundle-context.case.ts";
import { explainTool } from "./explain.ts";

const runbooks = readRunbooks();
const context = await contextOfBundles("/nonexistent", { runbooks });
const explain = (id?: string) => callTool(explainTool, id === undefined ? {} : { id }, context);

const ids = {
  limit: limitIds,
  "look-alike": lookAlikeIds,
  cause: causeIds,
  check: checks.map(({ id }) => id),
  remedy: remedies.map(({ id }) => id),
  guardrail: guardrails.map(({ id }) => id),
  collector: collectors.map(({ part }) => part),
  "log-pattern": logPatterns.map(({ id }) => id),
  runbook: runbooks.map(({ id }) => id),
  "input-error": Object.keys(inputErrorCodes),
  "tool-failure": Object.keys(toolFailureCodes),
} as const;

test("without an id it lists every catalogue with all its ids", async () => {
  const { catalogues = [] } = await explain();
  assert.deepEqual(
    Object.fromEntries(catalogues.map(({ catalogue, ids: listed }) => [catalogue, [...listed].sort()])),
    Object.fromEntries(Object.entries(ids).map(([name, members]) => [name, [...members].sort()])),
  );
});

for (const [catalogue, members] of Object.entries(ids))
  test(`every ${catalogue} is explained, with what it means`, async () => {
    assert.ok(members.length > 0);
    for (const id of members) {
      const { explanations: entries = [] } = await explain(id);
      const own = entries.find((entry) => entry.catalogue === catalogue && entry.id === id);
      assert.ok(own !== undefined && own.title !== "" && own.means !== "", id);
      const { explanations: alone = [] } = await explain(`${catalogue}:${id}`);
      assert.deepEqual(alone, [own]);
    }
  });

test("a check comes with its thresholds and where they come from, and with what it does not mean", async () => {
  const { explanations: [usage] = [] } = await explain("usage");
  assert.ok(usage?.thresholds?.some(({ name, default: value, source }) => name === "warningRatio" && value === 0.85 && source !== ""));
  for (const { id } of checks)
    assert.ok(
      (await explain(id)).explanations?.every(({ doesNotMean }) => doesNotMean !== ""),
      id,
    );
});

test("an id of several catalogues is explained in each of them", async () => {
  const { explanations: entries = [] } = await explain("fan-out");
  assert.deepEqual(
    entries.map(({ catalogue }) => catalogue),
    ["cause", "check"],
  );
});

for (const [asked, near] of [
  ["kernel-table-ful", /near: kernel-table-full/],
  ["d33", /near: D3/],
  ["E-0123456789ab", /E- is evidence of diagnose/],
  ["\u001b[31mnothing-like-it-anywhere", /^no catalogue has the id "\\\\x1b\[31mnothing-like-it-anywhere"\.$/],
] as const)
  test(`${JSON.stringify(asked)} is in no catalogue, and the failure says what is near`, async () => {
    await assert.rejects(explain(asked), (error) => error instanceof ToolFailure && error.code === "unknown" && near.test(error.message));
  });

test("a runbook is known by its id and by its name", async () => {
  const [first] = runbooks;
  assert.ok(first !== undefined);
  for (const asked of [first.id, first.name, first.id.toLowerCase()])
    assert.equal((await explain(asked)).explanations?.[0]?.details?.["name"], first.name);
});
