import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { installedProgram, root, startMcp, temporaryFolder } from "./running-server.ts";

const suite = installedProgram("ULLAGE_CONFORMANCE", "@modelcontextprotocol/conformance/dist/index.js");

/**
 * What passes by something that the server does. Not counted are `tasks-status-notifications`, `server-sse-polling`, `input-required-result-unsupported-methods` and
 * `input-required-result-validate-input`, which take silence or any refusal for a pass.
 */
const counted = {
  "2025-11-25": [
    "server-initialize",
    "logging-set-level",
    "ping",
    "tools-list",
    "server-sse-multiple-streams",
    "resources-list",
    "prompts-list",
    "dns-rebinding-protection",
    "server-session-lifecycle",
  ],
  "2026-07-28": [
    "tools-list",
    "server-sse-multiple-streams",
    "resources-list",
    "sep-2164-resource-not-found",
    "prompts-list",
    "dns-rebinding-protection",
    "caching",
    "http-header-validation",
  ],
} as const;

for (const revision of ["2025-11-25", "2026-07-28"] as const) {
  test(`the conformance suite passes for ${revision} but for what needs its own fixtures`, {
    skip: "skip" in suite ? suite.skip : false,
  }, async (t) => {
    if ("skip" in suite) return;
    const { url } = await startMcp(t, ["--bundles", join(root, "fixtures/recordings")]);
    const expected = join(import.meta.dirname, `conformance/expected-failures-${revision}.yaml`);
    const args = [
      suite.path,
      "server",
      "--url",
      url,
      "--requirements",
      revision,
      "--expected-failures",
      expected,
      "-o",
      temporaryFolder(t),
    ];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
    const [status] = await once(child, "close");
    assert.equal(status, 0, output.slice(output.indexOf("=== SUMMARY ===")));
    const passed = [...output.matchAll(/^✓ ([\w-]+): [1-9]\d* passed, 0 failed/gm)].map(([, name]) => name);
    assert.deepEqual(
      counted[revision].filter((name) => !passed.includes(name)),
      [],
    );
  });
}
