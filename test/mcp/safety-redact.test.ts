import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import type { ToolOutcome } from "../../src/mcp/host/tool-host.ts";
import { openTestServer } from "../../src/mcp/test-server.case.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import { readLabelled } from "../recordings/read-labelled.ts";
import { openAgentsHost, serve } from "./agents-host.ts";
import { type AskedTool, askEveryTool } from "./every-tool.ts";
import { fixtures } from "./fixtures-folder.ts";
import { ScriptedAgent } from "./scripted-agent.ts";
import { secretsIn, secretsOf, secretsOfSnapshot } from "./secrets-of-bundles.ts";

const folder = mkdtempSync(join(tmpdir(), "ullage-veiled-"));
after(() => rmSync(folder, { recursive: true }));

const collector = "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8";

/** Bundles of every kind, two of them in the folder of a cluster, one packed, and names where nobody looks for them. */
function writeBundles(): void {
  const copy = (from: string, to: string) => cpSync(join(fixtures, from), join(folder, to), { recursive: true });
  for (const name of ["full-churn-of-a-deployment", "pod-table-full", "full-stale-endpoint-by-name", "full-and-who-suffers"])
    copy(`recordings/${name}`, name);
  copy("bundles/ullage-node-a", "acme-prod/ullage-node-a");
  copy("bundles/sgfp_bundle_prod-eks_web-7d9f_20260115_120344", "acme-prod/sgfp_bundle_prod-eks_web-7d9f_20260115_120344");
  copy(`bundles/${collector}`, collector);
  const messages = Array.from({ length: 6 }, (_, at) => {
    const second = String(at).padStart(2, "0");
    return `Jan 15 12:02:${second} ip-10-0-1-2 kubelet[2999]: E0115 12:02:${second}.000000    2999 pod_workers.go:1] "Error syncing pod" pod="ledger/vault-6d5f7c9b8-q2w3e" err="dial tcp 10.77.66.55:443: i/o timeout" ${"x".repeat(200)} and vault-6d5f7c9b8-q2w3e again`;
  });
  appendFileSync(join(folder, collector, "var_log/messages"), `${messages.join("\n")}\n`);
  mkdirSync(join(folder, collector, "var_log/pods/qa_settlement-5c8d9f7b6-mn4pq_0a1b2c3d-1111-2222-3333-444455556666/app"), {
    recursive: true,
  });
  writeFileSync(
    join(folder, collector, "var_log/pods/qa_settlement-5c8d9f7b6-mn4pq_0a1b2c3d-1111-2222-3333-444455556666/app/0.log"),
    "2026-01-15T12:02:00.5Z stderr F settlement-5c8d9f7b6-mn4pq dial tcp 10.88.1.9:5432: i/o timeout\n",
  );
  execFileSync("tar", ["-czf", join(folder, "globex-node-7.corp.example.tar.gz"), "-C", join(fixtures, "bundles/loose"), "."]);
}

writeBundles();
const secrets = new Set([
  ...secretsOf(folder),
  "acme-prod",
  "globex-node-7",
  "globex",
  "settlement-5c8d9f7b6-mn4pq",
  "vault-6d5f7c9b8-q2w3e",
  "ledger",
]);

suite("with names covered", () => {
  const opened: (() => unknown)[] = [];
  const t = { after: (close: () => unknown) => void opened.push(close) };
  const sent: string[] = [];
  let client: Client;
  let logged: () => string;
  const told: string[] = [];
  /** The one that has logs. */
  let ofLogs = "";

  before(async () => {
    // Of the test's context nothing else is used.
    const server = await openTestServer(t as never, { tools, bundles: folder, redact: true });
    logged = () => JSON.stringify(server.logger.lines);
    const [near, far] = InMemoryTransport.createLinkedPair();
    const send = far.send.bind(far);
    far.send = (message, options) => {
      sent.push(JSON.stringify(message));
      return send(message, options);
    };
    client = new Client({ name: "test", version: "1" });
    await Promise.all([server.createServer().connect(far), client.connect(near)]);
    opened.push(() => client.close());
    const history = await call("history", { maxResults: 50 });
    assert.ok(history.ok);
    told.push(...Object.values(Object(history.value["collections"])).map((one) => String(Object(one).bundle)));
    for (const instanceId of told) {
      const validated = await call("validate", { instanceId });
      if (validated.ok && validated.value["layout"] === "eks-log-collector") ofLogs = instanceId;
    }
  });
  after(async () => {
    for (const close of opened.reverse()) await close();
  });

  async function call(tool: string, input: Readonly<Record<string, unknown>>): Promise<ToolOutcome> {
    const { isError, content, structuredContent } = await client.callTool(
      { name: tool, arguments: { ...input } },
      { onprogress: () => {} },
    );
    const [first] = content;
    const text = first?.type === "text" ? first.text : "";
    const value = Object(structuredContent);
    return isError === true ? { ok: false, failure: value.error, text } : { ok: true, value, words: undefined, links: [], text };
  }

  /** What has left since the last look. */
  function assertNothingTold(what: string): void {
    const all = sent.splice(0).join("\n");
    assert.ok(all.length > 0);
    const found = secretsIn(all, secrets);
    const [first = "none"] = found;
    const at = all.indexOf(first);
    assert.deepEqual(found, [], `${what}: …${all.slice(Math.max(0, at - 150), at + 100)}…`);
    assert.deepEqual(secretsIn(logged(), secrets), [], `the log: ${logged()}`);
  }

  test("there is something to be told, and without the option it is", async (context) => {
    for (const secret of ["ip-10-0-1-2.ec2.internal", "i-0123456789abcdef0", "shop", "10.0.4.10", "checkout-7d9f6c5b8-x2x4q", "qa"])
      assert.ok(secrets.has(secret), secret);
    assert.ok(secrets.size > 60, `${secrets.size}`);
    assert.equal(told.length, 8);
    const { host } = await openTestServer(context, { tools, bundles: folder });
    const plain = await host.call("diagnose", { instanceId: "full-churn-of-a-deployment" }, { signal: new AbortController().signal });
    assert.ok(secretsIn(JSON.stringify(plain), secrets).length > 4);
  });

  test("no tool tells a name or an address of any bundle, asked with what was told instead", async () => {
    for (const instanceId of told) {
      const validated = await call("validate", { instanceId });
      assert.ok(validated.ok);
      const manifest = Object.values(Object(validated.value["manifest"])).map(Object);
      for (const { logKey } of manifest.slice(0, 12)) await call("read", { logKey: String(logKey) });
      const asked: readonly AskedTool[] = await askEveryTool(call, {
        instanceId,
        other: told.find((one) => one !== instanceId) ?? "",
        logKey: String(manifest.find(({ isBinary }) => isBinary !== true)?.logKey ?? "").replace(`${instanceId}:`, ""),
      });
      const failed = asked.flatMap(({ tool, outcome }) => (outcome.ok ? [] : [`${tool} ${outcome.text.split("\n")[0]}`]));
      assert.deepEqual(
        failed.filter((text) => !/^(?:cluster_health|batch_collect|batch_status|find_flow) /.test(text)),
        [],
        instanceId,
      );
      await call("top_talkers", { instanceId, by: "workload" });
      await call("top_talkers", { instanceId, by: "namespace" });
      await call("top_talkers", { instanceId, by: "endpoint" });
      await call("find_flow", { instanceId, query: "0.0.0.0/0", limit: 50 });
      await call("search", { instanceId, query: "pod|err|table|10", response_format: "detailed", maxResults: 300, max_bytes: 200_000 });
      await call("diagnose", { instanceId, max_bytes: 500_000 });
      assertNothingTold(instanceId);
    }
    await call("diagnose", {});
    await call("cluster_health", { clusterName: "nowhere" });
    assertNothingTold("all of them");
  });

  test("no resource, prompt, completion or failure does", async () => {
    const { resources } = await client.listResources();
    for (const { uri } of resources) {
      await client.readResource({ uri });
      if (!uri.startsWith("ullage://bundles/")) continue;
      await client.readResource({ uri: `${uri}/findings` });
      const id = decodeURIComponent(uri.replace("ullage://bundles/", ""));
      const ref = { type: "ref/resource" as const, uri: "ullage://bundles/{id}/files/{+path}" };
      const paths = await client.complete({ ref, argument: { name: "path", value: "" }, context: { arguments: { id } } });
      assert.ok(paths.completion.values.length > 0, id);
      for (const path of paths.completion.values) {
        await client.readResource({ uri: `${uri}/files/${path.split("/").map(encodeURIComponent).join("/")}` });
      }
      await client.complete({ ref, argument: { name: "id", value: "" } });
    }
    const [prompt] = (await client.listPrompts()).prompts;
    const ref = { type: "ref/prompt" as const, name: prompt?.name ?? "" };
    const nodes = await client.complete({ ref, argument: { name: "instanceId", value: "" } });
    assert.ok(nodes.completion.values.length > 3);
    for (const instanceId of nodes.completion.values) {
      await client.getPrompt({ name: ref.name, arguments: { instanceId } });
      await call("diagnose", { instanceId });
    }
    for (const [tool, input] of [
      ["diagnose", { instanceId: "nodes" }],
      ["read", { logKey: `${told[0]}:no/such/file` }],
      ["find_flow", { instanceId: told[0], query: "nobody/knows" }],
      ["plan_change", { instanceId: told[0], changes: { remove: ["nobody/knows"] } }],
      ["cluster_health", { clusterName: "none" }],
      ["compare_nodes", { instanceIds: [told[0], "none"] }],
      ["summarize", { instanceId: told[0], finding_ids: ["F-0", "S-0", "C-0"] }],
    ] as const)
      await call(tool, input);
    await assert.rejects(client.readResource({ uri: `ullage://bundles/${encodeURIComponent(told[0] ?? "")}/files/none` }));
    assertNothingTold("the rest");
  });

  test("the same name is called the same from answer to answer, and every one that was told can be asked with", async () => {
    const [instanceId = ""] = told.filter((id) => !id.includes("/"));
    const ask = async () => {
      const outcome = await call("top_talkers", { instanceId, by: "client" });
      return outcome.ok ? Object.values(Object(outcome.value["talkers"])).map((one) => String(Object(one).key)) : [];
    };
    const [keys, again] = [await ask(), await ask()];
    assert.deepEqual(keys, again);
    for (const id of told) {
      const diagnosed = await call("diagnose", { instanceId: id });
      assert.ok(diagnosed.ok);
      assert.equal(diagnosed.value["bundle"], id);
      const byNode = await call("diagnose", { instanceId: String(diagnosed.value["instanceId"]) });
      assert.ok(byNode.ok || /names \d nodes/.test(byNode.text), byNode.text);
      const talkers = await call("top_talkers", { instanceId: id, by: "client", limit: 5 });
      for (const talker of talkers.ok ? Object.values(Object(talkers.value["talkers"])) : []) {
        const { key } = Object(talker);
        const flows = await call("find_flow", { instanceId: id, query: String(key) });
        assert.ok(flows.ok, flows.text);
        if (flows.value["found"] !== undefined) assert.ok(Number(flows.value["found"]) > 0, `${key}: ${flows.text.slice(0, 300)}`);
        const quoted = await call("search", { instanceId: id, query: String(key).replaceAll(".", "\\.") });
        assert.ok(quoted.ok, quoted.text);
      }
    }
    assertNothingTold("asked again");
  });

  test("a network is asked for as the addresses in it are shown", async () => {
    let asked = 0;
    for (const instanceId of told) {
      const talkers = await call("top_talkers", { instanceId, by: "client", limit: 3 });
      const all = await call("find_flow", { instanceId, query: "0.0.0.0/0", limit: 1 });
      if (!talkers.ok || !all.ok || Number(all.value["found"] ?? 0) === 0) continue;
      for (const talker of Object.values(Object(talkers.value["talkers"]))) {
        const key = String(Object(talker).key);
        if (!/^\d+\.\d+\.\d+\.\d+$/.test(key)) continue;
        const flows = await call("find_flow", { instanceId, query: `${key.split(".").slice(0, 3).join(".")}.0/24` });
        assert.ok(flows.ok, flows.text);
        assert.ok(Number(flows.value["found"]) > 0, key);
        asked++;
      }
    }
    assert.ok(asked > 3, `${asked}`);
    assertNothingTold("networks");
  });

  for (const [what, tool, input] of [
    ["a real address", "search", { query: "10.77.66.55" }],
    ["a real address, as a regular expression has it", "search", { query: "10\\.77\\.66\\.55" }],
    ["an instance", "search", { query: "i-0123456789abcdef0" }],
    ["a real address", "find_flow", { query: "10.0.1.17" }],
    ["a real network", "find_flow", { query: "10.0.1.0/24" }],
    ["a real network", "correlate", { pivotEvent: "10.0.1.0/24" }],
    ["a real address", "plan_change", { changes: { remove: ["10.0.3.40"] } }],
  ] as const) {
    test(`${tool} with ${what} is refused, and says how to ask`, async () => {
      const instanceId = ofLogs;
      const outcome = await call(tool, { instanceId, ...input });
      assert.ok(!outcome.ok, outcome.text);
      assert.match(outcome.text, /name-untold/);
      assert.match(outcome.text, /replaces names and addresses.*as answers show them/s);
    });
  }

  test("an expression that is made to find a name without naming it finds nothing that is not shown", async () => {
    const instanceId = ofLogs;
    for (const query of ["1[0]\\.77\\.66\\.55", "v.ult-6d5f", "settle.ent-5c8d", "ip-10-0-1-[0-9]\\b"]) {
      const outcome = await call("search", { instanceId, query });
      assert.ok(outcome.ok, `${query}: ${outcome.text}`);
      assert.deepEqual(outcome.value["results"], [], query);
    }
    assertNothingTold("guesses");
  });
});

test("what agents answer has no name or address of theirs, nor has the log, whether they answer or not", async (t) => {
  const { observation } = await readLabelled("full-and-who-suffers");
  const agent = await ScriptedAgent.open({
    recording: "full-and-who-suffers",
    node: "ip-10-4-5-6.acme.example",
    instanceId: "i-0feedfacefeedface",
  });
  const address = await serve(t, agent.listener);
  const refusing = await serve(t, (_, response) =>
    response.writeHead(500).end('{"error":{"code":"x","message":"ip-10-4-5-7.acme.example is down"}}'),
  );
  const { host, logger } = await openAgentsHost(t, [address, refusing], { redact: true });
  const progress: string[] = [];
  const call = (tool: string, input: Readonly<Record<string, unknown>>) =>
    host.call(tool, input, { signal: new AbortController().signal, onProgress: (_done, _total, message) => void progress.push(message) });
  const health = await call("cluster_health", {});
  assert.ok(health.ok);
  const [first] = Object.values(Object(health.value["nodes"]));
  const asked = await askEveryTool(call, { instanceId: String(Object(first).instanceId), other: "nobody", logKey: "none" });
  const own = secretsOfSnapshot(observation.now);
  assert.ok(own.size > 10);
  const all = JSON.stringify([health, asked.map(({ outcome }) => outcome), progress, logger.lines]);
  assert.deepEqual(secretsIn(all, new Set([...own, "ip-10-4-5-6", "i-0feedfacefeedface", "ip-10-4-5-7.acme.example", "acme"])), []);
  const diagnosed = asked.find(({ tool }) => tool === "diagnose")?.outcome;
  assert.ok(diagnosed?.ok === true && Object(diagnosed.value["verdict"]).limit === "kernel-table-full");
});

test("an agent that did not answer can be asked for as it was named, on loopback too, where no address is replaced", async (t) => {
  const refusing = await serve(t, (_, response) => response.writeHead(500).end("{}"));
  const { host } = await openAgentsHost(t, [refusing], { redact: true });
  const call = (tool: string, input: Readonly<Record<string, unknown>>) => host.call(tool, input, { signal: new AbortController().signal });
  const health = await call("cluster_health", {});
  const [silent] = Object.values(Object(health.ok && health.value["unanswered"]));
  assert.match((await call("diagnose", { instanceId: String(Object(silent).instanceId) })).text, /^diagnose failed: node-unanswered\./);
});
