import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ask, openCase, temporaryFolder } from "./agent-http.case.ts";

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

test("the socket answers like the address does, is its owner's alone, and is gone at the end", async (t) => {
  const socketPath = join(temporaryFolder(), "run", "agent.sock");
  const http = await openCase(t, { socketPath });
  assert.deepEqual(http.addresses.socket, socketPath);
  const { status } = await ask(socketPath, "/v1/diagnose", { headers: { host: "whatever" } });
  assert.deepEqual([status, modeOf(socketPath), modeOf(join(socketPath, ".."))], [200, "600", "700"]);
  await http.close();
  assert.equal(existsSync(socketPath), false);
});

test("the socket of an agent that was killed is taken over", async (t) => {
  const socketPath = join(temporaryFolder(), "agent.sock");
  const program = `require("node:net").createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, "SIGKILL"))`;
  await new Promise((resolve) => spawn(process.execPath, ["-e", program]).once("exit", resolve));
  assert.equal(existsSync(socketPath), true, "it was left behind");
  await openCase(t, { socketPath });
  assert.equal((await ask(socketPath, "/healthz")).status, 200);
});

test("the socket of an agent that lives is left to it", async (t) => {
  const socketPath = join(temporaryFolder(), "agent.sock");
  await openCase(t, { socketPath });
  await assert.rejects(openCase(t, { socketPath }), { name: "HttpStartError", code: "socket-in-use" });
  assert.equal((await ask(socketPath, "/healthz")).status, 200);
});

test("a file that is no socket is not taken away", async (t) => {
  const socketPath = join(temporaryFolder(), "agent.sock");
  writeFileSync(socketPath, "a letter");
  await assert.rejects(openCase(t, { socketPath }), { name: "HttpStartError", code: "socket-path-taken" });
  assert.equal(existsSync(socketPath), true);
});

for (const [what, path] of [
  ["longer than the kernel takes", join(temporaryFolder(), "a".repeat(120))],
  ["below a file", "/dev/null/agent.sock"],
] as const) {
  test(`a path ${what} is a reason not to begin`, async (t) => {
    await assert.rejects(openCase(t, { socketPath: path }), { name: "HttpStartError", code: "socket-unusable" });
  });
}

test("what cannot begin leaves nothing open", async (t) => {
  const { addresses, close } = await openCase(t);
  const taken = addresses.api ?? "";
  await assert.rejects(openCase(t, { metricsListen: taken }), { name: "HttpStartError", code: "address-in-use" });
  await close();
  const again = await openCase(t, { metricsListen: taken });
  assert.equal(again.addresses.metrics, taken);
});
