import assert from "node:assert/strict";
import { test } from "node:test";
import { sentBytes } from "../answers/fit-answer.ts";
import { NameVeil } from "../veil/name-veil.ts";
import { contextWithoutSources, echoTool, LoggedLines } from "./tool-host.case.ts";
import { createToolHost, type ToolHostOptions, type ToolOutcome } from "./tool-host.ts";

const unhurried = new AbortController().signal;

function hostOf(options: Partial<ToolHostOptions> = {}, onRun?: (signal: AbortSignal) => void) {
  const logger = new LoggedLines();
  const host = createToolHost([echoTool(onRun)], contextWithoutSources(logger), { maxConcurrent: 4, ...options });
  const call = (input: unknown, signal = unhurried) => host.call("echo", input, { signal });
  return { host, call, logger };
}

function answered(outcome: ToolOutcome) {
  assert.ok(outcome.ok, outcome.ok ? "" : outcome.failure.message);
  return outcome;
}

function codeOf(outcome: ToolOutcome): string {
  return outcome.ok ? "answered" : outcome.failure.code;
}

test("what a tool gives is the structured answer, and is in the text once, inside the fence", async () => {
  const { value, text } = answered(await hostOf().call({ instanceId: "node-a", lines: 2 }));
  assert.equal(value["node"], "node-a");
  assert.deepEqual(text.split("\n").slice(0, 4), [
    "echo: The kernel's table is full (kernel-table-full).",
    "Next: echo, as nextStep says.",
    "1 gap: what could not be looked at is under gaps, and is no zero.",
    "",
  ]);
  assert.equal(outsideFence(text).includes("node-a"), false);
});

for (const [what, input, said] of [
  ["a parameter that there is not", { instanceId: "a", instance_id: "b" }, /instance_id is no parameter; instanceId is near it/],
  ["a parameter that nothing is near", { instanceId: "a", colour: "red" }, /colour is no parameter; there are instanceId, finding_ids/],
  ["a parameter that is missing", {}, /instanceId: /],
  ["a parameter of another type", { instanceId: "a", lines: "many" }, /lines: /],
  ["a bound that is none", { instanceId: "a", max_bytes: 1 }, /max_bytes: /],
  ["arguments that are no object", ["a"], /no object/],
] as const) {
  test(`${what} is told by its name`, async () => {
    const outcome = await hostOf().call(input);
    assert.equal(codeOf(outcome), "bad-argument");
    assert.match(outcome.ok ? "" : outcome.failure.message, said);
  });
}

test("a region is taken and said to be passed over", async () => {
  const { value } = answered(await hostOf().call({ instanceId: "a", region: "eu-central-1" }));
  assert.deepEqual(value["gaps"], ["a: no dmesg", "The parameter region was passed over: what answers here is of one place."]);
});

for (const maxBytes of [2_000, 5_000, 25_000, 200_000]) {
  test(`an answer stays within ${maxBytes} bytes, text and structure together, and says what is left out`, async () => {
    const outcome = answered(
      await hostOf().call({ instanceId: "node-a", lines: 20_000, line: 'it\'s "quoted" \\ and long', max_bytes: maxBytes }),
    );
    const bytes = sentBytes(outcome);
    assert.ok(bytes <= maxBytes && bytes > maxBytes * 0.6, `${bytes} of ${maxBytes}`);
    const { findings, omitted, verdict, nextStep } = outcome.value;
    const shown = Array.isArray(findings) ? findings.length : 0;
    assert.deepEqual(omitted, { findings: `${shown} of 20000 shown` });
    assert.deepEqual(
      [verdict, nextStep],
      [{ limit: "kernel-table-full", summary: "node-a drops" }, 'errors(instanceId="node-a") and then echo'],
    );
  });
}

test("a tool that pages is asked for a smaller page instead of being cut", async () => {
  const outcome = answered(await hostOf().call({ instanceId: "node-a", lines: 5_000, line: '"'.repeat(80), mode: "page" }));
  const { findings, nextPageToken, omitted } = outcome.value;
  assert.ok(sentBytes(outcome) <= 25_000);
  assert.equal(omitted, undefined);
  assert.equal(nextPageToken, String(Array.isArray(findings) ? findings.length : 0));
});

test("long texts of a node are cut where there are no lists to cut", async () => {
  const outcome = answered(await hostOf().call({ instanceId: "node-a", lines: 1, line: "é".repeat(40_000) }));
  assert.ok(sentBytes(outcome) <= 25_000, `${sentBytes(outcome)}`);
  assert.match(JSON.stringify(outcome.value["omitted"]), /"findings\[\]\.excerpt":"first \d+ of 40000 characters"/);
});

test("characters that act are shown wherever they stand, names of fields as well", async () => {
  const { value, text } = answered(await hostOf().call({ instanceId: "a\u202eb\u200b", lines: 1, line: "x\u001b[2Jy\nz" }));
  const all = JSON.stringify(value) + text;
  assert.deepEqual(
    ["\u202e", "\u200b", "\u001b", "\\u001b", "\\u202e"].filter((mark) => all.includes(mark)),
    [],
  );
  assert.deepEqual(Object.keys(Object(value["counters"])), ["x\\x1b[2Jy\nz"]);
});

test("what nobody can act on is a bug with a reference, and its words are in the log alone", async () => {
  const { call, logger } = hostOf();
  const outcome = await call({ instanceId: "node-a", mode: "bug" });
  assert.equal(codeOf(outcome), "server-bug");
  assert.doesNotMatch(JSON.stringify(outcome), /secret|TypeError/);
  assert.equal(logger.lines.length, 1);
  const reference = /reference ([0-9a-f]{8})/.exec(outcome.ok ? "" : outcome.failure.message)?.[1] ?? "none";
  assert.ok(logger.lines[0]?.message.includes(reference));
});

test("an answer that its schema does not declare is a bug", async () => {
  assert.equal(codeOf(await hostOf().call({ instanceId: "node-a", mode: "undeclared" })), "server-bug");
});

test("a tool that there is not is named as missing", async () => {
  const { host } = hostOf();
  assert.equal(codeOf(await host.call("constructor", {}, { signal: unhurried })), "bad-argument");
});

test("of a thousand calls at once each is answered or refused, no more run than may, and nothing is left behind", async () => {
  let running = 0;
  let most = 0;
  const { host, call } = hostOf({ maxConcurrent: 4, maxWaiting: 32 }, () => {
    running++;
    most = Math.max(most, running);
    queueMicrotask(() => running--);
  });
  const outcomes = await Promise.all(Array.from({ length: 1000 }, (_, at) => call({ instanceId: `node-${at}` })));
  const codes = Map.groupBy(outcomes, codeOf);
  assert.deepEqual([codes.get("answered")?.length, codes.get("busy")?.length], [36, 964]);
  assert.ok(most <= 4, `${most} at once`);
  assert.deepEqual(host.load(), { running: 0, waiting: 0 });
});

test("a call that is taken back ends at once, and so does one that waits behind it", async () => {
  const { host, call } = hostOf({ maxConcurrent: 1 });
  const [first, second] = [new AbortController(), new AbortController()];
  const outcomes = [call({ instanceId: "a", mode: "wait" }, first.signal), call({ instanceId: "b" }, second.signal)];
  await Promise.resolve();
  assert.deepEqual(host.load(), { running: 1, waiting: 1 });
  second.abort();
  assert.equal(codeOf((await outcomes[1]) as ToolOutcome), "cancelled");
  first.abort();
  assert.equal(codeOf((await outcomes[0]) as ToolOutcome), "cancelled");
  await new Promise(setImmediate);
  assert.deepEqual(host.load(), { running: 0, waiting: 0 });
});

test("a tool that looks at no signal keeps nobody waiting behind its deadline", async () => {
  const outcome = await hostOf({ deadlineMs: 20 }).call({ instanceId: "a", mode: "deaf" });
  assert.equal(codeOf(outcome), "timed-out");
});

test("with names covered, a name that was told can be asked with, and the name itself is nowhere", async (t) => {
  const seen: string[] = [];
  const veil = new NameVeil();
  veil.learnNode({ name: "ip-10-0-1-2.corp.example" });
  const { host } = hostOf({ veil });
  const call = (input: object) =>
    host.call("echo", input, { signal: unhurried, onProgress: (_done, _total, message) => seen.push(message) });
  const line = veil.cover("to 10.1.2.3 by ip-10-0-1-2.corp.example");
  const first = answered(await call({ instanceId: "ip-10-0-1-2.corp.example", lines: 1, line }));
  const told = String(first.value["node"]);
  assert.match(told, /^name-[0-9a-f]{10}\./);
  assert.doesNotMatch(JSON.stringify(first) + seen.join(), /ip-10-0-1-2|corp|10\.1\.2\.3/);
  await t.test("that names are replaced is told", () => assert.match(outsideFence(first.text), /^Names and addresses are replaced/m));
  await t.test("in a line it has the same name", () => assert.ok(JSON.stringify(first.value["findings"]).includes(told)));
  const guessed = answered(await call({ instanceId: "ip-10-0-9-9.corp.example", lines: 1, line: "to 10.1.2.3" }));
  await t.test("a guess is said again as it was made, and is not told what it would be called", () => {
    assert.equal(guessed.value["node"], "ip-10-0-9-9.corp.example");
    assert.match(JSON.stringify(guessed.value["findings"]), /to 10\.1\.2\.3/);
  });
  const again = answered(await call({ instanceId: told, lines: 0 }));
  assert.equal(again.value["node"], told);
  const failure = await call({ instanceId: told, mode: "bug" });
  assert.doesNotMatch(JSON.stringify(failure), /corp/);
});

function outsideFence(text: string): string {
  const [, token = ""] = /^<<<data ([0-9a-f]{16})$/m.exec(text) ?? [];
  const [before = "", inside = "", ...after] = text.split(new RegExp(`^(?:<<<|>>>)data ${token}$`, "m"));
  assert.ok(inside !== "" && after.length === 1, "one block");
  return before + after.join("");
}
