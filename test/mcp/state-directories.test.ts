import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { collectContract } from "../../src/contract/tools/collect.ts";
import { diagnoseContract } from "../../src/contract/tools/diagnose.ts";
import { errorsContract } from "../../src/contract/tools/errors.ts";
import { historyContract } from "../../src/contract/tools/history.ts";
import { searchContract } from "../../src/contract/tools/search.ts";
import { statusContract } from "../../src/contract/tools/status.ts";
import { reasonToSkip } from "../kernel/reason-to-skip.ts";
import { recordingsFolder } from "../recordings/recordings-folder.ts";
import { askTool, callTool } from "./ask-tool.ts";
import { root, temporaryFolder } from "./running-server.ts";
import { assertUnharmed, packedProgram, startStdio } from "./stdio-server.ts";

const bundles = temporaryFolder({ after });
for (const name of ["full-churn", "both-limits", "healthy-node", "evicting-udp"])
  cpSync(join(recordingsFolder, name), join(bundles, name), { recursive: true });
const collected = "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8";
cpSync(join(root, "fixtures/bundles", collected), join(bundles, collected), { recursive: true });
const ids = readdirSync(bundles);

type Server = Awaited<ReturnType<typeof startStdio>>;

/** What a server says of every bundle, but for how long ago that was. */
async function sayings({ client }: Server): Promise<unknown> {
  return Promise.all(
    ids.map(async (instanceId) => [
      (await askTool(client, diagnoseContract, { instanceId })).verdict,
      (await askTool(client, errorsContract, { instanceId })).findings,
      (await askTool(client, searchContract, { instanceId, query: "nf_conntrack_max" })).totalMatches,
    ]),
  );
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort();
}

test("two servers on one state directory answer alike and know each other's collections; what others have left there is found out anew", async (t) => {
  const state = temporaryFolder(t);
  const begin = () => startStdio(t, ["--bundles", bundles, "--state", state], { program: packedProgram() });
  const [one, other] = await Promise.all([begin(), begin()]);
  // Both index every bundle at the same moment.
  const [said, otherSaid] = await Promise.all([sayings(one), sayings(other)]);
  assert.deepEqual(said, otherSaid);
  const runs = await Promise.all(
    [one, other, one, other].map(({ client }, at) => askTool(client, collectContract, { instanceId: ids[at] ?? "" })),
  );
  for (const { client } of [one, other]) {
    const { executions } = await askTool(client, historyContract, {});
    assert.deepEqual(executions.map(({ executionId }) => executionId).sort(), runs.map(({ executionId }) => executionId).sort());
    for (const { executionId } of runs) assert.equal((await askTool(client, statusContract, { executionId })).status, "Success");
  }
  for (const { client } of [one, other]) await client.close();

  const third = await begin();
  assert.deepEqual(await sayings(third), said);
  assert.equal((await askTool(third.client, historyContract, {})).executions.length, runs.length);
  await third.client.close();
  for (const { log } of [one, other, third]) {
    assertUnharmed(log());
    assert.doesNotMatch(log(), /warn|error/);
  }

  const kept = filesIn(state);
  for (const folder of ["indexes", "bundles", "runs", "baselines"])
    assert.ok(
      kept.some((path) => path.includes(`/${folder}/`)),
      folder,
    );
  for (const [at, path] of kept.entries()) writeFileSync(path, spoilings[at % spoilings.length]?.(readFileSync(path, "utf8")) ?? "");
  const fourth = await begin();
  assert.deepEqual(await sayings(fourth), said);
  assert.ok((await askTool(fourth.client, historyContract, {})).executions.length <= runs.length);
  assertUnharmed(fourth.log());
});

const spoilings: readonly ((text: string) => string)[] = [
  anotherVersion,
  () => "",
  () => "\u0000\u0001{[",
  () => "[]",
  () => '{"schemaVersion":1}',
  (text) => text.slice(0, text.length / 2),
];

/** As a program that is older, or younger, would have written it. */
function anotherVersion(text: string): string {
  return text.replace(/"(schemaVersion|version|indexVersion)":(\d+)/g, (_, name, number) => `"${name}":${Number(number) + 1}`);
}

suite("this machine, with a state directory", { skip: reasonToSkip(), concurrency: 2 }, () => {
  for (const [what, mount, isToldWhy] of [
    ["that is read-only", 'mkdir "$S/imported" "$S/collected" && mount -o remount,ro "$S"', /not-available.*only reads/],
    ["that is full", 'head -c 2000000 /dev/zero > "$S/filled" 2>/dev/null || true', /the disk is full; nothing was left behind/],
  ] as const) {
    test(`${what} is diagnosed all the same, a collection says why there is none, and nothing half is left`, async (t) => {
      const state = temporaryFolder(t);
      const script = `S=${state}; mount -t tmpfs -o size=1m tmpfs "$S"; ${mount}; exec "$@"`;
      const { client, log, pid } = await startStdio(t, ["--state", state], {
        program: packedProgram(),
        wrapper: ["unshare", "-m", "sh", "-c", script, "sh"],
      });
      const [{ live, verdict }, { structuredContent }] = await Promise.all([
        askTool(client, diagnoseContract, { instanceId: hostname() }),
        callTool(client, "collect", { instanceId: hostname() }),
      ]);
      assert.ok(live === true && verdict !== undefined);
      assert.match(JSON.stringify(structuredContent), isToldWhy);
      assert.deepEqual(readdirSync(`/proc/${pid}/root${state}/collected`), []);
      assert.match(log(), /ENOSPC|EROFS/);
      assertUnharmed(log());
    });
  }
});
