import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  cpSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { artifactContract } from "../../src/contract/tools/artifact.ts";
import { diagnoseContract } from "../../src/contract/tools/diagnose.ts";
import { errorsContract } from "../../src/contract/tools/errors.ts";
import { historyContract } from "../../src/contract/tools/history.ts";
import { readContract } from "../../src/contract/tools/read.ts";
import { searchContract } from "../../src/contract/tools/search.ts";
import { validateContract } from "../../src/contract/tools/validate.ts";
import type { ToolOutcome } from "../../src/mcp/host/tool-host.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import { copyBundle } from "../../src/mcp/tools/many-bundles.case.ts";
import { ToolFailure } from "../../src/platform/tool-failure.ts";
import { askTool, callTool, failureIn, failureOf } from "./ask-tool.ts";
import { askEveryTool } from "./every-tool.ts";
import { root, temporaryFolder } from "./running-server.ts";
import { assertUnharmed, packedProgram, residentBytes, startStdio } from "./stdio-server.ts";

const folder = temporaryFolder({ after });
const bundles = join(folder, "bundles");
const secret = "a secret that no bundle has";
writeFileSync(join(folder, "secret"), secret);
const collected = "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8";

/** A healthy node of that name, and in its folder what somebody put there. */
function bundleWith(name: string, put: (path: string) => void): void {
  const path = join(bundles, name);
  copyBundle("full-churn", path, name);
  mkdirSync(join(path, "var_log"));
  put(path);
}

function shiftTimes(path: string, byMs: number): void {
  for (const sample of ["earlier", "snapshot"]) {
    const file = join(path, `${sample}.json`);
    const text = readFileSync(file, "utf8").replace(/"(\w+AtMs)":(\d+)/g, (_, name, ms) => `"${name}":${Math.max(0, Number(ms) + byMs)}`);
    writeFileSync(file, text);
  }
}

const noon = Date.UTC(2026, 0, 15, 12);
mkdirSync(bundles);
cpSync(join(root, "fixtures/bundles", collected), join(bundles, collected), { recursive: true });
copyBundle("healthy-node", join(bundles, "healthy"), "healthy");

execFileSync("tar", ["-czf", join(bundles, "half.tar.gz"), "-C", join(root, "fixtures/bundles"), "ullage-node-a"]);
truncateSync(join(bundles, "half.tar.gz"), 900);
bundleWith("damaged", (path) => truncateSync(join(path, "snapshot.json"), 2_000));
bundleWith("of-another-version", (path) => {
  const file = join(path, "snapshot.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"schemaVersion":1', '"schemaVersion":99'));
});
mkdirSync(join(bundles, "empty-folder"));
writeFileSync(join(bundles, "empty.tar.gz"), "");
writeFileSync(join(bundles, "noise.tar.gz"), Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 251)));
writeFileSync(join(bundles, ".being-written.tar.gz.abcd.partial"), "half");

bundleWith("of-1970", (path) => shiftTimes(path, -noon + 5_000));
bundleWith("of-2099", (path) => shiftTimes(path, Date.UTC(2099, 0, 1) - noon));
bundleWith("backwards", (path) => {
  const [earlier, later] = ["earlier.json", "snapshot.json"].map((name) => readFileSync(join(path, name)));
  if (earlier !== undefined) writeFileSync(join(path, "snapshot.json"), earlier);
  if (later !== undefined) writeFileSync(join(path, "earlier.json"), later);
});

bundleWith("large", (path) => {
  const line = "Jan 15 11:59:59 node-a kernel: [777599.9] nf_conntrack: nf_conntrack: table full, dropping packet\n";
  const sparse = openSync(join(path, "var_log/messages"), "w");
  writeSync(sparse, line.repeat(1_000));
  ftruncateSync(sparse, 500 * 1024 ** 2);
  closeSync(sparse);
  writeFileSync(join(path, "var_log/one-line.log"), `${line.trimEnd()} ${"x".repeat(50 * 1024 ** 2)}\n${line}`);
  writeFileSync(
    join(path, "var_log/binary.log"),
    Buffer.concat([Buffer.from([0, 1, 2, 255]), Buffer.from(line.repeat(10)), Buffer.alloc(4096)]),
  );
});
bundleWith("with-links", (path) => {
  symlinkSync(join(folder, "secret"), join(path, "var_log/link.log"));
  symlinkSync(folder, join(path, "var_log/folder"));
  symlinkSync("/proc/self/environ", join(path, "var_log/environ.log"));
});

const { client, pid, log } = await startStdio({ after }, ["--bundles", bundles, "--state", join(folder, "state")], {
  program: packedProgram(),
});

async function outcome(tool: string, input: Readonly<Record<string, unknown>>): Promise<ToolOutcome> {
  const result = await callTool(client, tool, input);
  const text = JSON.stringify(result);
  assert.ok(!text.includes(secret), tool);
  assert.ok(text.length <= 25_000, `${tool}: ${text.length} bytes`);
  if (result.isError !== true) return { ok: true, value: Object(result.structuredContent), words: undefined, links: [], text };
  const { code, message } = failureIn(tool, result);
  assert.notEqual(code, "server-bug", `${tool} ${JSON.stringify(input)}`);
  return { ok: false, failure: new ToolFailure(code, message), text };
}

for (const instanceId of ["of-1970", "of-2099", "backwards", "with-links"]) {
  test(`every tool answers about the bundle ${instanceId}, and no file from outside of it is in any answer`, async () => {
    const asked = await askEveryTool(outcome, { instanceId, other: "healthy", logKey: "snapshot.json" });
    assert.deepEqual(
      asked.flatMap(({ tool, outcome: { ok, ...rest } }) => (ok ? [] : [`${tool}: ${"failure" in rest ? rest.failure.message : ""}`])),
      [],
    );
    assert.equal(new Set(asked.map(({ tool }) => tool)).size, tools.length);
  });
}

const asksOneNode = {
  ...{ collect: {}, errors: {}, search: { query: "x" }, correlate: {}, summarize: { finding_ids: ["F-0"] }, network_diagnostics: {} },
  ...{ diagnose: {}, top_talkers: {}, find_flow: { query: ":443" }, forecast: {}, plan_change: {}, validate: {}, quick_triage: {} },
  ...{ read: { logKey: "snapshot.json" }, artifact: { logKey: "snapshot.json" } },
} as const;

for (const [instanceId, code, because] of [
  ["damaged", "bundle-unreadable", /snapshot\.json/],
  ["of-another-version", "bundle-unreadable", /schemaVersion/],
  ["empty-folder", "bundle-unreadable", /./],
  ["empty.tar.gz", "bundle-unreadable", /./],
  ["noise.tar.gz", "bundle-unreadable", /./],
  [".being-written.tar.gz.abcd.partial", "bundle-unreadable", /./],
  ["nobody", "unknown-node", /nobody/],
  ["..", "unknown-node", /./],
  ["/etc", "unknown-node", /./],
] as const) {
  test(`of ${instanceId} every tool that asks about a node says by a code why there is nothing to look into`, async () => {
    for (const [tool, needed] of Object.entries(asksOneNode)) {
      const told = await failureOf(client, tool, { instanceId, ...needed });
      assert.deepEqual([tool, told.code], [tool, code], told.message);
      assert.match(told.message, because);
    }
  });
}

test("what is left out of the list is named with the reason, and an archive that is cut short says so in every gap", async () => {
  const { unreadable, totalUnreadable } = await askTool(client, historyContract, {});
  assert.deepEqual(unreadable.map(({ bundle }) => bundle).sort(), [
    ".being-written.tar.gz.abcd.partial",
    "damaged",
    "empty-folder",
    "empty.tar.gz",
    "noise.tar.gz",
    "of-another-version",
  ]);
  assert.equal(totalUnreadable, 6);
  for (const contract of [diagnoseContract, errorsContract, validateContract] as const) {
    const answer = await askTool(client, contract, { instanceId: "half.tar.gz" });
    assert.match(JSON.stringify(answer), /cut short/, contract.name);
  }
});
for (const [what, times, code] of [
  ["a time that is none", { incident_time: "yesterday noon" }, "time-invalid"],
  ["a time beyond all calendars", { incident_time: "+999999-01-01T00:00:00Z" }, "time-invalid"],
  ["a start after its end", { start_time: "2026-01-15T12:00:00Z", end_time: "2026-01-15T11:00:00Z" }, undefined],
  ["an incident that is yet to come", { incident_time: "2099-01-01T00:00:00Z" }, undefined],
  ["an incident before all clocks", { incident_time: "1970-01-01T00:00:00Z" }, undefined],
  ["all of time", { start_time: "1970-01-01T00:00:00Z", end_time: "2099-12-31T23:59:59Z" }, undefined],
] as const) {
  test(`asked about ${what} every tool that takes a time ${code === undefined ? "answers of that time" : "says so"}`, async () => {
    for (const tool of ["errors", "search", "correlate", "summarize", "quick_triage"] as const) {
      for (const instanceId of ["healthy", "of-1970", "of-2099", collected]) {
        const input = { ...asksOneNode[tool], instanceId, ...times };
        if (code !== undefined) assert.equal((await failureOf(client, tool, input)).code, code, tool);
        else {
          const { isError, structuredContent } = await callTool(client, tool, input);
          const { window_start_utc: start, window_end_utc: end } = Object(structuredContent);
          assert.ok(isError !== true && start < end, `${tool}: ${start} to ${end}`);
        }
      }
    }
  });
}

test("no path leads out of a bundle, whichever way it is written, nor through a link in it", async () => {
  const paths = [
    ...["../secret", "../../secret", "var_log/../../secret", "./../secret", "/etc/passwd", join(folder, "secret"), "..\\secret"],
    ...[
      "..%2fsecret",
      "%2e%2e/secret",
      "..%252fsecret",
      "....//secret",
      "var_log/link.log",
      "var_log/folder/secret",
      "var_log/environ.log",
    ],
    ...["snapshot.json/../../../secret", "snapshot.json\u0000.log", "file:///etc/passwd", "~/.ssh/id_rsa"],
  ];
  for (const path of paths) {
    for (const tool of ["read", "artifact"] as const) {
      const { code, message } = await failureOf(client, tool, { instanceId: "with-links", logKey: path });
      assert.deepEqual([tool, code], [tool, "file-unknown"], `${path}: ${message}`);
    }
    for (const uri of [`ullage://bundles/with-links/files/${path}`, `ullage://bundles/with-links/files/${encodeURIComponent(path)}`]) {
      await assert.rejects(client.readResource({ uri }), (error: Error) => !error.message.includes(secret), uri);
    }
  }
  for (const id of ["..", "%2e%2e", "with-links/..", "../bundles/with-links", "/etc", "."])
    await assert.rejects(client.readResource({ uri: `ullage://bundles/${id}` }), id);
});

test("what is binary is no text and can be linked to, and a line of 50 MB and half a gigabyte are read and searched in bounds", async () => {
  const of = { instanceId: "large" };
  assert.equal((await failureOf(client, "read", { ...of, logKey: "var_log/binary.log" })).code, "file-binary");
  assert.ok((await askTool(client, artifactContract, { ...of, logKey: "var_log/binary.log" })).success);
  const piece = await askTool(client, readContract, { ...of, logKey: "var_log/one-line.log", startByte: 30_000_000 });
  assert.match(piece.content, /^x{1000,}$/);
  const end = await askTool(client, readContract, { ...of, logKey: "var_log/messages", startByte: 500 * 1024 ** 2 - 100 });
  assert.deepEqual([end.totalSize, end.hasMore], [500 * 1024 ** 2, false]);
  const { results, coverage_report } = await askTool(client, searchContract, { ...of, query: "dropping packet x" });
  assert.deepEqual(
    [results.map(({ file, matchCount }) => [file, matchCount]), coverage_report.scan_complete],
    [[["var_log/one-line.log", 1]], true],
  );
  assert.deepEqual(coverage_report.skipped, [{ file: "var_log/binary.log", because: "it is no text" }]);
  assert.ok(residentBytes(pid) < 600 * 1024 ** 2, `${residentBytes(pid)} bytes`);
});

test("after all of it the server has met no bug", () => assertUnharmed(log()));
