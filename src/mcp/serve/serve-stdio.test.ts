import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { type TestContext, test } from "node:test";
import { until } from "../../../test/until.ts";
import { echoTool } from "../host/tool-host.case.ts";
import { openTestServer } from "../test-server.case.ts";
import { serveMcpStdio } from "./serve-stdio.ts";

async function serve(t: TestContext) {
  const signals: AbortSignal[] = [];
  const { host, createServer, logger } = await openTestServer(t, {
    tools: [echoTool((signal) => signals.push(signal))],
    maxConcurrent: 2,
    maxWaiting: 10,
  });
  const [input, output, end] = [new PassThrough(), new PassThrough(), new AbortController()];
  const served = serveMcpStdio({ createServer, input, output, logger, signal: end.signal });
  const lines: string[] = [];
  let rest = "";
  output.on("data", (chunk) => {
    const parts = `${rest}${String(chunk)}`.split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  });
  const send = (message: object) => input.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const answers = () => lines.map((line): { readonly id?: number; readonly result?: object; readonly error?: object } => JSON.parse(line));
  send({
    id: 0,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
  });
  send({ method: "notifications/initialized" });
  const call = (id: number, input: object) =>
    send({ id, method: "tools/call", params: { name: "echo", arguments: { instanceId: "node-a", ...input } } });
  return { input, output, end, served, send, call, answers, lines, host, signals };
}

test("each line of the output is a message of the protocol, also where the input is none", async (t) => {
  const { input, call, answers, lines, served } = await serve(t);
  input.write("this is no message\n{}\n");
  call(1, {});
  await until("the answer", () => answers().some(({ id }) => id === 1));
  assert.ok(lines.every((line) => JSON.parse(line).jsonrpc === "2.0"));
  input.end();
  await served;
});

for (const [what, go] of [
  ["closes its output", ({ input }: Awaited<ReturnType<typeof serve>>) => input.end()],
  ["stops to read", ({ output }: Awaited<ReturnType<typeof serve>>) => output.destroy(new Error("EPIPE"))],
  ["has the server told to end", ({ end }: Awaited<ReturnType<typeof serve>>) => end.abort()],
] as const) {
  test(`a client that ${what} in the middle of a call ends the server, and the call with it`, async (t) => {
    const served = await serve(t);
    served.call(1, { mode: "wait" });
    await until("the call", () => served.signals.length === 1);
    go(served);
    await served.served;
    await until("its end", () => served.host.load().running === 0);
    assert.equal(served.signals[0]?.aborted, true);
  });
}

test("of a thousand calls in one write each is answered or told that the server is busy", async (t) => {
  const { call, answers, host, input, served } = await serve(t);
  for (let id = 1; id <= 1000; id++) call(id, {});
  await until("all answers", () => answers().length === 1001);
  const codes = Map.groupBy(answers().slice(1), ({ result }) => Object(Object(result).structuredContent).error?.code ?? "answered");
  assert.deepEqual([...codes.keys()].sort(), ["answered", "busy"]);
  assert.deepEqual(host.load(), { running: 0, waiting: 0 });
  input.end();
  await served;
});

test("a message that never ends is not kept whole", async (t) => {
  const { input, served } = await serve(t);
  input.write("x".repeat(2 ** 20 + 1));
  await served;
});

test("a client that asks some hundred things at once and reads slowly is no leak to warn of", async (t) => {
  const warnings: Error[] = [];
  const heard = (warning: Error) => warnings.push(warning);
  process.on("warning", heard);
  t.after(() => process.off("warning", heard));
  const { input, output, send, answers, served } = await serve(t);
  output.pause();
  for (let id = 1; id <= 400; id++) send({ id, method: "tools/list" });
  await until("what is not read", () => output.writableNeedDrain && output.listenerCount("drain") > 10);
  output.resume();
  await until("the answers", () => answers().length > 400);
  assert.deepEqual(warnings, []);
  input.end();
  await served;
});
