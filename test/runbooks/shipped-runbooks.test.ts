import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checks } from "../../src/checks/index.ts";
import { logPatterns } from "../../src/findings/patterns/index.ts";
import { readInput } from "../../src/mcp/host/read-input.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import { readRunbooks } from "../../src/operations/runbooks/read-runbooks.ts";
import { ToolFailure } from "../../src/platform/tool-failure.ts";
import { parseToolCall, type ToolCallText } from "../../src/runbooks/parse/tool-call-text.ts";
import { exampleValues, fillCall } from "../../src/runbooks/perform/fill-call.ts";
import type { Runbook } from "../../src/runbooks/runbook.ts";

const runbooks = readRunbooks();
const root = join(import.meta.dirname, "../..");

test("every runbook that is to be there is there", () => {
  assert.deepEqual(
    runbooks.map(({ name }) => name),
    [
      "D2-kube-proxy-sync",
      "D3-conntrack-exhaustion",
      "D5-dns-failures",
      "D6-ena-throttling",
      "D8-service-connectivity",
      "N1-snat-ports",
      "N2-bandwidth-saturation",
      "N3-dns-throttling-warning",
      "N4-dns-throttling-critical",
      "N5-pod-namespace-table",
      "N6-everything-times-out",
    ],
  );
});

for (const { name, triggers, text } of runbooks) {
  test(`${name} says what each limit and look-alike means that leads to it`, () => {
    const conditions = [...text.matchAll(/^- (Where `[^:]*:)/gm)].map(([, condition = ""]) => condition).join(" ");
    const ids = triggers.flatMap((trigger) => (trigger.kind === "limit" || trigger.kind === "look-alike" ? [trigger.id] : []));
    assert.deepEqual(
      ids.filter((id) => !conditions.includes(`\`${id}\``)),
      [],
    );
  });
}

/** What is wrong with a call; undefined where its tool would take it. */
function refusal(call: ToolCallText): string | undefined {
  const tool = tools.find(({ contract }) => contract.name === call.tool);
  if (tool === undefined) return `there is no tool ${call.tool}`;
  const filled = fillCall(call, exampleValues);
  assert.ok(filled.ok);
  try {
    readInput(tool.contract, filled.input);
    return undefined;
  } catch (error) {
    if (error instanceof ToolFailure) return `${call.tool}: ${error.message}`;
    throw error;
  }
}

/** Every call that stands between backticks or in a block of examples, steps and prose alike. */
function callsIn({ text }: Runbook): readonly (ToolCallText | string)[] {
  const quoted = [...text.matchAll(/`([a-z][a-z0-9_]*\([^`]*\))`/g)].map(([, call = ""]) => call);
  const blocks = [...text.matchAll(/^```\n([\s\S]*?)^```/gm)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .filter((line) => line !== "" && !line.startsWith("#"));
  return [...quoted, ...blocks].map((call) => parseToolCall(call) ?? `${call} is no call`);
}

for (const runbook of runbooks) {
  test(`${runbook.name} calls tools that there are, with parameters that they take`, () => {
    const calls = callsIn(runbook);
    assert.ok(calls.length > 5);
    assert.deepEqual(
      calls.flatMap((call) => (typeof call === "string" ? [call] : (refusal(call) ?? []))),
      [],
    );
  });

  test(`${runbook.name} is called for by checks and patterns that there are`, () => {
    const ids: Readonly<Record<string, readonly string[]>> = {
      check: checks.map(({ id }) => id),
      pattern: logPatterns.map(({ id }) => id),
    };
    assert.deepEqual(
      runbook.triggers.filter(
        (trigger) => (trigger.kind === "check" || trigger.kind === "pattern") && ids[trigger.kind]?.includes(trigger.id) === false,
      ),
      [],
    );
  });

  test(`${runbook.name} speaks of runbooks and ullage's own commands that there are`, () => {
    const { text } = runbook;
    for (const [, id = ""] of text.matchAll(/runbooks? ([A-Z]\d+)/gi))
      assert.ok(
        runbooks.some((other) => other.id === id),
        `runbook ${id}`,
      );
    for (const [line, id = ""] of text.matchAll(/^ullage runbook run (\S+).*$/gm)) assert.equal(id, runbook.id, line);
  });

  test(`${runbook.name} ends in all of the report, and offers no command that reaches a limit by lowering it`, () => {
    const keys = runbook.steps.flatMap(({ act, level }) => (act.kind === "state" && level === "MUST" ? [act.key] : []));
    assert.deepEqual(keys.toSorted(), ["evidence", "mitigation", "root_cause", "severity"]);
    assert.doesNotMatch(runbook.text, /nf_conntrack_max\s*=\s*\d/);
  });
}

test("a counter at 0 is never what a runbook goes by", () => {
  const d3 = runbooks.find(({ id }) => id === "D3");
  assert.match(d3?.about.context ?? "", /`conntrack_allowance_exceeded: 0` or one that stands still is no finding/);
});

test("the runbooks are in what is published", () => {
  const { files }: { readonly files: readonly string[] } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.ok(files.includes("runbooks"));
});
