import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { platform } from "node:process";
import { test } from "node:test";
import { until } from "../until.ts";
import { newerThanPacked } from "./packed-program.ts";
import { root } from "./run-ullage.ts";

const skip = platform !== "linux" ? "needs Linux's /proc" : newerThanPacked(root).length > 0 ? "run npm run build first" : false;
const given = ["agent", "--no-api", "--metrics-listen", "127.0.0.1:0"];

test("an agent begins anew, in the same process, with the flags and the environment that keep it small", {
  skip,
  timeout: 20_000,
}, async (t) => {
  const { words, environment } = await startedAgent(t, [], {});
  assert.deepEqual(words.slice(1), ["--max-semi-space-size=1", "--optimize-for-size", join(root, "bin/ullage.js"), ...given]);
  assert.ok(environment.includes("MALLOC_ARENA_MAX=1"));
});

test("what somebody has set himself for the C library stays", { skip, timeout: 20_000 }, async (t) => {
  const { environment } = await startedAgent(t, [], { MALLOC_ARENA_MAX: "3" });
  assert.ok(environment.includes("MALLOC_ARENA_MAX=3"));
});

test("an agent whose Node was given flags keeps to those", { skip, timeout: 20_000 }, async (t) => {
  const { words } = await startedAgent(t, ["--no-warnings"], {});
  assert.deepEqual(words.slice(1), ["--no-warnings", join(root, "bin/ullage.js"), ...given]);
});

interface StartedAgent {
  readonly words: readonly string[];
  readonly environment: readonly string[];
}

async function startedAgent(
  t: { after(end: () => Promise<void>): void },
  flags: readonly string[],
  more: NodeJS.ProcessEnv,
): Promise<StartedAgent> {
  const command = [...flags, join(root, "bin/ullage.js"), ...given];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, ...more } });
  t.after(() => ended(child));
  await once(child.stdout, "data");
  const read = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, "utf8").split("\0").slice(0, -1);
  return { words: read("cmdline"), environment: read("environ") };
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** Whether there was one in the group to be told. */
function tellGroup(leader: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-(leader.pid ?? 0), signal);
  } catch {
    return false;
  }
}

test("npm start watches this machine: it says where, then its verdict, and ends when it is told to", {
  skip,
  timeout: 60_000,
}, async (t) => {
  const child = spawn("npm", ["start", "--silent", "--", "--metrics-listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  t.after(() => tellGroup(child, "SIGKILL"));
  let text = "";
  for await (const chunk of child.stdout) {
    text += chunk;
    if (/^verdict .*\n/m.test(text)) break;
  }
  const [, page = ""] = /^page +(http:\/\/127\.0\.0\.1:\d+\/)$/m.exec(text) ?? [];
  assert.match(await (await fetch(page)).text(), /<title>.*ullage<\/title>/);
  // npm hands a signal on to what it started: a shell between them, which would keep it to itself, must not be there.
  await ended(child);
  await until("the agent has ended", () => !tellGroup(child, 0));
});
