import assert from "node:assert/strict";
import { type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./run-ullage.ts";

const fullDevice = "/dev/full";

const cases: readonly {
  readonly name: string;
  readonly stdout: "full" | "gone" | "ignored";
  readonly stderr: "full" | "gone" | "ignored";
}[] = [
  { name: "a log that goes to a full disk", stdout: "ignored", stderr: "full" },
  { name: "a log that nobody reads any more", stdout: "ignored", stderr: "gone" },
  { name: "first lines that go to a full disk", stdout: "full", stderr: "ignored" },
  { name: "first lines that nobody reads", stdout: "gone", stderr: "ignored" },
  { name: "neither of the two taken", stdout: "full", stderr: "gone" },
];

for (const { name, stdout, stderr } of cases) {
  test(`the agent is not ended by ${name}`, async (t) => {
    if (!existsSync(fullDevice)) return t.skip(`needs ${fullDevice}`);
    const folder = mkdtempSync(join(tmpdir(), "ullage-unread-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const socketPath = join(folder, "agent.sock");
    const agent = started(t, socketPath, ["ignore", outputFor(t, stdout), outputFor(t, stderr)]);
    if (stdout === "gone") agent.stdout?.destroy();
    if (stderr === "gone") agent.stderr?.destroy();
    // Its last line on stdout comes with the first verdict.
    while ((await statusOf(socketPath)) !== 200) {
      assert.equal(agent.exitCode, null);
      await sleep(100);
    }
    await sleep(500);
    assert.equal(await statusOf(socketPath), 200);
    const ended = once(agent, "exit");
    agent.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
  });
}

function outputFor(t: TestContext, kind: "full" | "gone" | "ignored"): number | "pipe" | "ignore" {
  if (kind !== "full") return kind === "gone" ? "pipe" : "ignore";
  const full = openSync(fullDevice, "w");
  t.after(() => closeSync(full));
  return full;
}

function started(t: TestContext, socketPath: string, stdio: StdioOptions) {
  const options = ["--metrics-listen", "127.0.0.1:0", "--no-api", "--socket", socketPath];
  const agent = spawn(process.execPath, [join(root, "bin/ullage.js"), "agent", ...options], { stdio });
  t.after(() => agent.kill("SIGKILL"));
  return agent;
}

/** Of being ready; undefined where nobody answers. */
function statusOf(socketPath: string): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const asked = request({ socketPath, path: "/readyz" }, (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  asked.on("error", () => resolve(undefined)).end();
  return promise;
}
