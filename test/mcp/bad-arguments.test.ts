import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type CallToolResult, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { type JsonSchema, schemasOf } from "../../src/mcp/answers/json-schema.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import { recordingsFolder } from "../recordings/recordings-folder.ts";
import { callTool, failureIn, failureOf } from "./ask-tool.ts";
import { startMcp, temporaryFolder } from "./running-server.ts";
import { assertUnharmed, isRunning, newClient, openHandles, revisions, startStdio } from "./stdio-server.ts";

const args = ["--bundles", recordingsFolder];
const { client, pid, log } = await startStdio({ after }, [...args, "--state", temporaryFolder({ after })]);
const instanceId = "full-churn";

/** What is right for each parameter that a tool must be given. */
const right: Readonly<Record<string, unknown>> = {
  instanceId,
  executionId: "run-none",
  query: "table full",
  finding_ids: ["F-000000000000"],
  instanceIds: [instanceId, "healthy-node"],
  logKey: `${instanceId}/snapshot.json`,
  sopName: "D3",
  changes: { max: 500_000 },
};

const hostile = {
  "a NUL": "full\u0000churn",
  "a lone surrogate": "\ud800full-churn\udfff",
  "characters that act": "\u001b[2J\u202e\u2066full-churn\r\n",
  "a name that every object has": "__proto__",
  "a path out of it": "../../../../etc/passwd",
  "an empty text": "",
  "spaces alone": " \t ",
  "a text of 100,000 characters": "A".repeat(100_000),
  "a text of marks that come together": "e\u0301\u200d".repeat(5_000),
} as const;

/** None of them is right for any parameter. */
const wrong: readonly unknown[] = [null, [[["deep"]]], { unlikely: { deep: [] } }, Number.MAX_VALUE, -1e15];

for (const { contract } of tools) {
  const { name } = contract;
  const { properties = {}, required = [] } = schemasOf(contract).input;
  const base = Object.fromEntries(required.map((parameter) => [parameter, right[parameter]]));
  const ask = (input: object): Promise<CallToolResult> => callTool(client, name, input);

  test(`${name} names what is missing, unknown or of another type, and what to give instead`, async () => {
    for (const parameter of required) {
      assert.notEqual(base[parameter], undefined, `what would be right for ${parameter}?`);
      const { [parameter]: _, ...rest } = base;
      const { code, message } = await failureOf(client, name, rest);
      assert.deepEqual([code, message.includes(parameter)], ["bad-argument", true], message);
    }
    for (const [parameter, schema] of Object.entries(properties)) {
      for (const value of wrong.filter((one) => !isTaken(schema, one))) {
        const { code, message } = await failureOf(client, name, { ...base, [parameter]: value });
        assert.deepEqual([code, message.includes(parameter)], ["bad-argument", true], `${JSON.stringify(value)}: ${message}`);
      }
    }
    for (const extra of ["unlikely", "constructor", "hasOwnProperty", "\u0000", "x".repeat(100_000)]) {
      const { code, message } = await failureOf(
        client,
        name,
        JSON.parse(JSON.stringify({ ...base }).replace(/\}$/, `${required.length > 0 ? "," : ""}${JSON.stringify(extra)}:1}`)),
      );
      assert.equal(code, "bad-argument");
      assert.ok(message.length < 1_000, `${message.length} characters`);
    }
  });

  test(`${name} answers or fails in order, whatever is written in its texts`, async () => {
    const texts = Object.entries(properties).flatMap(([parameter, schema]) => textsFor(parameter, schema));
    const asked = texts.flatMap(([parameter, give]) =>
      Object.entries(hostile).map(([what, text]) => ({ what: `${parameter} with ${what}`, input: { ...base, [parameter]: give(text) } })),
    );
    for (let begin = 0; begin < asked.length; begin += 8) {
      await Promise.all(
        asked.slice(begin, begin + 8).map(async ({ what, input }) => {
          const result = await ask(input);
          const json = JSON.stringify(result);
          assert.ok(json.length <= 25_000, `${what}: ${json.length} bytes`);
          assert.doesNotMatch(allTexts(result).join("\n"), /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u, what);
          if (result.isError === true) assert.notEqual(failureIn(name, result).code, "server-bug", what);
          else contract.output.strict().parse(result.structuredContent);
        }),
      );
    }
  });
}

function allTexts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(allTexts) : [];
}

function isTaken({ type, anyOf = [], maximum }: JsonSchema, value: unknown): boolean {
  const types = [type, ...anyOf.map((one) => one.type)];
  if (typeof value === "number") return types.some((one) => one === "number" || (one === "integer" && value < Number(maximum ?? 0)));
  return false;
}

/** Where a text can stand in a parameter. */
function textsFor(
  parameter: string,
  { type, items, anyOf = [], ...rest }: JsonSchema,
): readonly (readonly [string, (text: string) => unknown])[] {
  if (rest.enum === undefined && (type === "string" || anyOf.some((one) => one.type === "string"))) return [[parameter, (text) => text]];
  if (type === "array" && typeof items === "object" && items.type === "string") return [[parameter, (text) => [text, "healthy-node"]]];
  return type === "object" ? [[parameter, (text) => ({ [text]: text })]] : [];
}

test("a tool that there is not, arguments that are no object, and a message that is none leave the server as it was", async () => {
  for (const name of ["", "nobody", "diagnose ", "__proto__", "a\u0000b", "é\n\u202e", "x".repeat(50_000)]) {
    await assert.rejects(callTool(client, name, {}), /not found|disabled/, JSON.stringify(name).slice(0, 40));
  }
  for (const given of [[], "text", 5, null]) {
    await assert.rejects(client.request({ method: "tools/call", params: { name: "diagnose", arguments: given } } as never), String(given));
  }
  assert.equal((await failureOf(client, "diagnose", { instanceId: "nobody" })).code, "unknown-node");
});

test("over HTTP names and arguments that no header could carry fail in order, whichever revision sends them", async (t) => {
  const server = await startMcp(t, args);
  for (const revision of revisions) {
    const over = newClient(revision);
    t.after(() => over.close());
    await over.connect(new StreamableHTTPClientTransport(new URL(server.url)));
    for (const name of ["nobody", "a\u0000b", "é\n\u202e\r\nx-other: 1", "x".repeat(5_000)]) {
      await assert.rejects(callTool(over, name, {}), /not found/, JSON.stringify(name).slice(0, 40));
    }
    for (const text of Object.values(hostile)) {
      const { code } = await failureOf(over, "diagnose", { instanceId: text });
      assert.ok(["bad-argument", "unknown-node"].includes(code), code);
    }
    assert.equal((await callTool(over, "diagnose", { instanceId })).isError, undefined);
  }
  assertUnharmed(server.log());
});

test("after all of it the server is there, has met no bug and holds nothing", async () => {
  assert.equal((await callTool(client, "diagnose", { instanceId })).isError, undefined);
  assert.ok(isRunning(pid));
  assertUnharmed(log());
  assert.ok(openHandles(pid) < 60, `${openHandles(pid)} handles`);
});
