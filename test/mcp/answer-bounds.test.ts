import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { errorsContract } from "../../src/contract/tools/errors.ts";
import { readContract } from "../../src/contract/tools/read.ts";
import type { ToolOutcome } from "../../src/mcp/host/tool-host.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import { recordingsFolder } from "../recordings/recordings-folder.ts";
import { answerIn, askTool, callTool } from "./ask-tool.ts";
import { askEveryTool } from "./every-tool.ts";
import { root, temporaryFolder } from "./running-server.ts";
import { assertUnharmed, packedProgram, revisions, startStdio } from "./stdio-server.ts";

/** Bundles of many kinds, each with a text file of it. */
const bundles: Readonly<Record<string, string>> = {
  "full-churn-of-a-deployment": "snapshot.json",
  "both-limits": "snapshot.json",
  "evicting-udp": "snapshot.json",
  "source-nat-exhausted": "earlier.json",
  "full-and-who-suffers": "snapshot.json",
  "healthy-node": "snapshot.json",
  "no-privileges-at-all": "snapshot.json",
  "orders-from-a-full-pod": "snapshot.json",
  "real-stale-endpoint": "snapshot.json",
  "cilium-map-full": "snapshot.json",
  "approaching-by-time": "snapshot.json",
  "almost-nothing": "uname.txt",
  "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8": "var_log/messages",
  loose: "ring",
  "sgfp_bundle_prod-eks_web-7d9f_20260115_120344": "cluster_pod_snapshot.json",
  "ullage-node-a": "manifest.json",
};
const folder = temporaryFolder({ after });
for (const id of Object.keys(bundles)) {
  const recording = join(recordingsFolder, id);
  cpSync(existsSync(recording) && id !== "almost-nothing" ? recording : join(root, "fixtures/bundles", id), join(folder, id), {
    recursive: true,
  });
}
const contracts = new Map(tools.map(({ contract }) => [contract.name, contract]));
const servers = await Promise.all(
  revisions.map((revision) =>
    startStdio({ after }, ["--bundles", folder, "--state", temporaryFolder({ after })], { revision, program: packedProgram() }),
  ),
);

/** What stands in the structure of each tool, whatever the bound, where it stands there without one. */
const vital = ["verdict", "nextStep", "confidence", "status", "executionId", "batchId"] as const;

/** Of the smallest bound, which is asked first: a larger one has the same of it. */
const known = new Map<string, string>();
/** What these come to does not hang on how much of it is shown; of the others a bound makes pages. */
const countedWhole = new Set(["compare_nodes", "correlate", "network_diagnostics", "cluster_health", "diagnose"]);
const firstLines = new Map<string, string>();

for (const maxBytes of [2_000, 5_000, 25_000, 200_000]) {
  test(`every answer of every tool fits into ${maxBytes} bytes, is what its schema says, and has verdict and next step`, async () => {
    for (const [at, [instanceId, logKey]] of Object.entries(bundles).entries()) {
      const { client } = servers[at % servers.length] ?? assert.fail();
      const call = async (tool: string, input: Readonly<Record<string, unknown>>): Promise<ToolOutcome> => {
        const contract = contracts.get(tool) ?? assert.fail(tool);
        const result = await callTool(client, tool, { ...input, max_bytes: maxBytes });
        const value: Readonly<Record<string, unknown>> = answerIn(contract, result);
        const bytes = Buffer.byteLength(JSON.stringify(result));
        assert.ok(bytes <= maxBytes, `${tool} of ${instanceId}: ${bytes} bytes`);
        const [first] = result.content;
        const text = first?.type === "text" ? first.text : assert.fail(tool);
        assert.match(text, new RegExp(`^${tool}: \\S`));
        if (value["nextStep"] !== undefined) assert.match(text, /^Next: \w/m);
        if (value["omitted"] !== undefined) assert.match(text, /^Shortened: /m);
        const { limit } = Object(value["verdict"]);
        if (limit !== undefined) assert.ok(text.includes(limit), text);
        return { ok: true, value, words: undefined, links: [], text };
      };
      const other = instanceId === "healthy-node" ? "both-limits" : "healthy-node";
      const asked = await askEveryTool(call, { instanceId, other, logKey, clusterName: "prod" });
      for (const { tool, outcome } of asked) {
        const key = `${tool} of ${instanceId}`;
        const there = vital.filter((field) => outcome.ok && outcome.value[field] !== undefined).join();
        assert.equal(there, known.get(key) ?? there, `${key}, of which ${maxBytes} bytes may be shown`);
        known.set(key, there);
        if (!countedWhole.has(tool) || !outcome.ok) continue;
        const [said = ""] = outcome.text.split("\n");
        assert.equal(said, firstLines.get(key) ?? said, `${maxBytes}`);
        firstLines.set(key, said);
      }
    }
  });
}

for (const [at, maxBytes] of [2_000, 3_000, 6_000].entries()) {
  test(`who turns pages of ${maxBytes} bytes sees every finding once`, async () => {
    const { client } = servers[at % servers.length] ?? assert.fail();
    const asked = { instanceId: "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8", response_format: "detailed" };
    const whole = await askTool(client, errorsContract, { ...asked, max_bytes: 1_000_000 });
    const seen: string[] = [];
    for (let pageToken: string | undefined, pages = 0; pages === 0 || pageToken !== undefined; pages++) {
      const page = await askTool(client, errorsContract, {
        ...asked,
        max_bytes: maxBytes,
        ...(pageToken === undefined ? {} : { pageToken }),
      });
      assert.ok(page.findings.length > 0 && pages < 100);
      seen.push(...page.findings.map(({ finding_id }) => finding_id));
      pageToken = page.nextPageToken;
    }
    assert.deepEqual(
      seen,
      whole.findings.map(({ finding_id }) => finding_id),
    );
  });
}

for (const maxBytes of [2_000, 5_000]) {
  test(`who reads a file in pieces of ${maxBytes} bytes has all of it`, async () => {
    const { client } = servers[0] ?? assert.fail();
    const instanceId = "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8";
    const logKey = "kernel/dmesg.current";
    let text = "";
    for (let startByte = 0, pieces = 0, hasMore = true; hasMore; pieces++) {
      const piece = await askTool(client, readContract, { instanceId, logKey, startByte, max_bytes: maxBytes });
      assert.ok(piece.endByte > startByte && pieces < 100, `${piece.endByte}`);
      text += piece.content;
      ({ endByte: startByte, hasMore } = piece);
    }
    assert.equal(text, readFileSync(join(folder, instanceId, logKey), "utf8"));
  });
}

test("none of it has met a bug", () => {
  for (const { log } of servers) assertUnharmed(log());
});
