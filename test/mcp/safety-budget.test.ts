import assert from "node:assert/strict";
import { after, suite, type TestContext, test } from "node:test";
import type { DiagnoseResultContract } from "../../src/contract/diagnose-result.ts";
import { sentBytes } from "../../src/mcp/answers/fit-answer.ts";
import { openTestServer } from "../../src/mcp/test-server.case.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import { readLabelled, recordingNames } from "../recordings/read-labelled.ts";

type Plan = DiagnoseResultContract["mitigation"]["immediate"][number];

const opened: (() => unknown)[] = [];
// Of the test's context nothing else is used.
const context = { after: (close: () => unknown) => void opened.push(close) } as unknown as TestContext;
const { host } = await openTestServer(context, { tools });
after(async () => {
  for (const close of opened.reverse()) await close();
});

async function ask(tool: string, input: object) {
  const outcome = await host.call(tool, input, { signal: new AbortController().signal });
  assert.ok(outcome.ok, outcome.ok ? "" : outcome.failure.message);
  // The host has held it against the schema.
  return { ...outcome, value: outcome.value as unknown as DiagnoseResultContract & Readonly<Record<string, unknown>> };
}

const labelled = await Promise.all(recordingNames().map(readLabelled));
const critical = labelled.filter(({ expected }) => expected.severity === "critical").map(({ name }) => name);

/** Everything of a plan but what its caution has behind its first sentences, and examples in the languages of clients. */
function wholeOf({ id, title, rating, because, commands, owner, verify, undo }: Plan) {
  const end = commands.findIndex((line) => /^# (?:Go|Java|Examples for)\b/.test(line));
  return { id, title, rating, because, owner, verify, undo, commands: end < 0 ? commands : commands.slice(0, end) };
}

function linesOf(plan: Plan): readonly string[] {
  const { title, because, commands, owner, verify, undo } = wholeOf(plan);
  return [title, because, owner, ...commands, ...verify, ...undo];
}

suite("of 25,000 bytes", () => {
  for (const name of critical) {
    test(`the verdict, its causes, who, what decides, what not to conclude and the plans that fit best are whole for ${name}, in both forms`, async () => {
      const all = (await ask("diagnose", { instanceId: name, max_bytes: 1_000_000 })).value;
      const answer = await ask("diagnose", { instanceId: name });
      const { value, text } = answer;
      assert.ok(sentBytes(answer) <= 25_000, `${sentBytes(answer)} bytes`);
      const deciding = all.evidence.filter(({ speaks }) => speaks === "for");
      assert.deepEqual(value.verdict, all.verdict);
      assert.deepEqual(value.guardrails, all.guardrails);
      assert.deepEqual(value.culprits, all.culprits);
      assert.deepEqual(value.evidence.slice(0, deciding.length), deciding);
      const plans = [...all.mitigation.immediate.slice(0, 3), ...all.mitigation.longTerm.slice(0, 1)];
      const shown = [...value.mitigation.immediate.slice(0, 3), ...value.mitigation.longTerm.slice(0, 1)];
      assert.deepEqual(shown.map(wholeOf), plans.map(wholeOf));
      const said = [
        ...[all.verdict.summary, ...all.verdict.causes.map(({ id }) => id), ...all.verdict.lookAlikes.map(({ id }) => id)],
        ...[...all.culprits.map(({ name: who }) => who), ...deciding.map(({ content }) => content)],
        ...[...all.guardrails.map(({ claim }) => claim), ...plans.flatMap(linesOf)],
      ];
      assert.deepEqual(
        said.filter((words) => !text.includes(words)),
        [],
      );
    });
  }

  for (const [tool, plans, orders] of [
    ["quick_triage", "remediation", "doNotConclude"],
    ["summarize", "recommendations", "doNotConclude"],
  ] as const) {
    test(`${tool} has four plans whole, and all that is not to be concluded, for every critical recording`, async () => {
      for (const instanceId of critical) {
        const { findings } = (await ask("errors", { instanceId })).value;
        const ids = Object.values(Object(findings)).map((finding) => Object(finding).finding_id);
        const input = { instanceId, ...(tool === "summarize" ? { finding_ids: ids } : {}) };
        const all = await ask(tool, { ...input, max_bytes: 1_000_000 });
        const answer = await ask(tool, input);
        assert.ok(sentBytes(answer) <= 25_000, `${instanceId}: ${sentBytes(answer)} bytes`);
        const listed = (value: object) => Object.values(Object(Object(value)[plans]));
        assert.deepEqual(listed(answer.value).slice(0, 4), listed(all.value).slice(0, 4), instanceId);
        assert.deepEqual(Object(answer.value)[orders], Object(all.value)[orders], instanceId);
      }
    });
  }
});

test("of 2,000 bytes there are the verdict, the first cause and the next step, in both forms", async () => {
  for (const instanceId of critical) {
    const all = (await ask("diagnose", { instanceId, max_bytes: 1_000_000 })).value;
    const answer = await ask("diagnose", { instanceId, max_bytes: 2_000 });
    const { value, text } = answer;
    assert.ok(sentBytes(answer) <= 2_000, `${instanceId}: ${sentBytes(answer)} bytes`);
    const { limit, severity, confidence } = all.verdict;
    assert.deepEqual([value.verdict.limit, value.verdict.severity, value.verdict.confidence], [limit, severity, confidence]);
    assert.equal(value.verdict.causes[0]?.id, all.verdict.causes[0]?.id);
    assert.equal(value["nextStep"], all["nextStep"]);
    const [first = ""] = text.split("\n");
    assert.ok(first.includes(severity.toUpperCase()) && first.includes(limit), first);
    assert.ok(first.includes(all.verdict.causes[0]?.id ?? ""), first);
    assert.match(text, /^Next: \w+(?:, then \w+)?, as nextStep says\.$/m);
  }
});

test("the first line tells the verdict in words, and nothing that says nothing", async () => {
  for (const { name, expected } of labelled) {
    for (const tool of ["diagnose", "quick_triage", "network_diagnostics", "errors", "correlate"]) {
      const [first = ""] = (await ask(tool, { instanceId: name })).text.split("\n");
      assert.ok(first.startsWith(`${tool}: ${expected.severity.toUpperCase()}: `), first);
      assert.ok(first.includes(`(${expected.limit}, confidence `), first);
      for (const id of tool === "diagnose" ? expected.lookAlikes : []) assert.ok(first.includes(`(${id})`), first);
      assert.doesNotMatch(first, /schemaVersion|windowSeconds|undefined|NaN/);
    }
  }
});
