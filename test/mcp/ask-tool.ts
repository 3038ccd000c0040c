import assert from "node:assert/strict";
import type { CallToolResult, Client } from "@modelcontextprotocol/client";
import type { ToolContract, ToolOutput } from "../../src/contract/tools/tool-contract.ts";
import { type ToolFailureCode, toolFailureCodes } from "../../src/platform/tool-failure.ts";

/** What a tool answers; the client has held it against what it was told of the tool, and here it is held against all that is declared. */
export async function askTool<C extends ToolContract>(client: Client, contract: C, input: object): Promise<ToolOutput<C>> {
  return answerIn(contract, await callTool(client, contract.name, input));
}

export function callTool(client: Client, name: string, input: object): Promise<CallToolResult> {
  return client.callTool({ name, arguments: { ...input } }, { timeout: 60_000 });
}

export function answerIn<C extends ToolContract>(contract: C, { isError, structuredContent }: CallToolResult): ToolOutput<C> {
  assert.notEqual(isError, true, `${contract.name}: ${JSON.stringify(structuredContent)}`);
  contract.output.strict().parse(structuredContent);
  // The schema has just said that it is this.
  return structuredContent as ToolOutput<C>;
}

export interface ToldFailure {
  readonly code: ToolFailureCode;
  readonly message: string;
  readonly nextStep: string;
}

/** How a tool failed: by a code that is known, with words and what to do next, in the structure and in the text alike. */
export function failureIn(tool: string, { isError, structuredContent, content }: CallToolResult): ToldFailure {
  assert.equal(isError, true, `${tool} did not fail: ${JSON.stringify(structuredContent).slice(0, 300)}`);
  const { success, error } = Object(structuredContent);
  const { code, message, nextStep } = Object(error);
  assert.equal(success, false);
  assert.ok(Object.hasOwn(toolFailureCodes, code), `${tool}: ${code}`);
  for (const said of [message, nextStep]) assert.ok(typeof said === "string" && said.length > 3, `${tool}: ${JSON.stringify(error)}`);
  const [first] = content;
  assert.ok(first?.type === "text" && first.text.startsWith(`${tool} failed: ${code}.`), JSON.stringify(content).slice(0, 300));
  return { code, message, nextStep };
}

export async function failureOf(client: Client, tool: string, input: object): Promise<ToldFailure> {
  return failureIn(tool, await callTool(client, tool, input));
}
