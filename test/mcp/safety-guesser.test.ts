import assert from "node:assert/strict";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { checks } from "../../src/checks/index.ts";
import { givePageToken } from "../../src/findings/paging/page-token.ts";
import { openTestServer } from "../../src/mcp/test-server.case.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import { stableId } from "../../src/model/stable-id.ts";
import { fixtures } from "./fixtures-folder.ts";

/** What somebody may know who has the source and a list of names: one list is right. They are equally long, and in one order: lists are in that of the names. */
const right = { node: "harbor-7", other: "violet-2", namespace: "ledger", workload: "anchorage", pod: "anchorage-7d9f6c5b8-x2x4q" };
const wrong = { node: "garden-9", other: "zephyr-4", namespace: "lumber", workload: "anvilwork", pod: "anvilwork-5c4d7b9f8-k8m2z" };
type World = typeof right;

const key = Buffer.alloc(32, 7);

/** The same two nodes under other names, with names where only a log line has them. */
function folderOf(t: TestContext, world: World): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-guessed-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const node of [world.node, world.other]) {
    const bundle = join(folder, `of-${node}`);
    cpSync(join(fixtures, "recordings", node === world.node ? "full-and-who-suffers" : "full-churn-of-a-deployment"), bundle, {
      recursive: true,
    });
    mkdirSync(join(bundle, "var_log", "pods", `${world.namespace}_${world.pod}_0a1b2c3d-1111-2222-3333-444455556666`), { recursive: true });
    writeFileSync(
      join(bundle, "var_log/pods", `${world.namespace}_${world.pod}_0a1b2c3d-1111-2222-3333-444455556666`, "0.log"),
      "dial tcp: i/o timeout\n",
    );
    const lines = Array.from(
      { length: 90 },
      (_, at) =>
        `Jan 15 11:59:${String(at % 60).padStart(2, "0")} ${node} kubelet[2999]: E0115 11:59:${String(at % 60).padStart(2, "0")}.000000    2999 pod_workers.go:${at}] "Error syncing pod" pod="${world.namespace}/${world.pod}-${at}" err="dial tcp: lookup ${world.workload} on 10.0.0.10:53: i/o timeout"`,
    );
    writeFileSync(join(bundle, "var_log/messages"), `${lines.join("\n")}\n`);
    for (const path of globSync("*.json", { cwd: bundle })) {
      const text = readFileSync(join(bundle, path), "utf8");
      writeFileSync(
        join(bundle, path),
        text
          .replaceAll(/checkout-[0-9a-z]+-x2x4q/g, world.pod)
          .replaceAll("node-a", node)
          .replaceAll(/\bshop\b/g, world.namespace)
          .replaceAll(/\bcheckout\b/g, world.workload),
      );
    }
  }
  return folder;
}

interface Asker {
  /** All that was sent since it was asked last. */
  sent(): string;
  call(
    tool: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly text: string; readonly value: Readonly<Record<string, unknown>> }>;
  readonly client: Client;
}

async function openAsker(t: TestContext, world: World, { redact = true } = {}): Promise<Asker> {
  const { createServer } = await openTestServer(t, { tools, bundles: folderOf(t, world), redact, veilKey: key });
  const [near, far] = InMemoryTransport.createLinkedPair();
  const sent: string[] = [];
  const send = far.send.bind(far);
  far.send = (message, options) => {
    sent.push(JSON.stringify(message));
    return send(message, options);
  };
  const client = new Client({ name: "test", version: "1" });
  await Promise.all([createServer().connect(far), client.connect(near)]);
  t.after(() => client.close());
  return {
    client,
    sent: () => sent.splice(0).join("\n"),
    async call(tool, input) {
      const { content, structuredContent } = await client.callTool({ name: tool, arguments: { ...input } });
      const [first] = content;
      return { text: first?.type === "text" ? first.text : "", value: Object(structuredContent) };
    },
  };
}

/** What leaves, asked with what was told. */
async function askAll(asker: Asker): Promise<string> {
  const { value } = await asker.call("cluster_health", {});
  const nodes = Object.values(Object(value["nodes"])).map((node) => String(Object(node).instanceId));
  for (const instanceId of nodes) {
    for (const tool of ["errors", "correlate", "diagnose", "quick_triage", "network_diagnostics", "validate", "forecast", "history"])
      await asker.call(tool, {
        instanceId,
        ...(tool === "errors" ? { response_format: "detailed", pageSize: 1, incident_time: "2026-01-15T12:00:00Z" } : {}),
      });
    await asker.call("top_talkers", { instanceId, by: "workload" });
    const { value: found } = await asker.call("search", { instanceId, query: "timeout|table" });
    await asker.call("summarize", {
      instanceId,
      finding_ids: Object.values(Object(found["results"])).map((one) => Object(one).finding_id),
    });
  }
  await asker.call("compare_nodes", { instanceIds: nodes });
  const { resources } = await asker.client.listResources();
  for (const { uri } of resources) if (uri.startsWith("ullage://bundles/")) await asker.client.readResource({ uri: `${uri}/findings` });
  return asker.sent();
}

/** Every id that the source would make of one of the names. */
function idsOf(world: World): readonly string[] {
  const nodes = [world.node, world.other];
  const subjects = [
    "",
    world.namespace,
    world.workload,
    world.pod,
    `${world.namespace}/${world.workload}`,
    `Deployment ${world.namespace}/${world.workload}`,
  ];
  const sources = checks.flatMap(({ id }) => [`check:${id}`]);
  const findings = nodes.flatMap((node) => sources.flatMap((source) => subjects.map((subject) => stableId(node, source, subject))));
  const searches = nodes.flatMap((node) => ["var_log/messages", "dmesg"].map((file) => stableId(node, file, "timeout|table")));
  return [...findings, ...searches];
}

test("no id that a list of names can be held against leaves, and without the option they do", async (t) => {
  const plain = await askAll(await openAsker(t, right, { redact: false }));
  assert.ok(idsOf(right).some((id) => plain.includes(id)));
  assert.ok(/[FES]-[0-9a-f]{12}/.test(plain));
  const veiled = await askAll(await openAsker(t, right));
  assert.ok(/[FES]-[0-9a-f]{12}/.test(veiled) && /nextPageToken/.test(veiled));
  const own = new Set([...plain.matchAll(/\b[FESC]-([0-9a-f]{12})\b/g)].map(([, id]) => id));
  const left = [...veiled.matchAll(/\b[FESC]-([0-9a-f]{12})\b/g)].map(([, id]) => id);
  assert.deepEqual(
    left.filter((id) => own.has(id)),
    [],
  );
  assert.deepEqual(
    [...idsOf(right), ...idsOf(wrong)].filter((id) => veiled.includes(id)),
    [],
  );
  for (const [, token = ""] of veiled.matchAll(/"nextPageToken":"([^"]+)"/g))
    assert.doesNotMatch(Buffer.from(token, "base64url").toString("latin1"), /^[0-9a-z]{1,8}\.[0-9a-f]{12}\./);
  assert.doesNotMatch(veiled, new RegExp(Object.values(right).join("|")));
});

/** The same for what differs by the key alone. */
function canonical(text: string): string {
  const seen = new Map<string, string>();
  return text
    .replaceAll(/(?<=ageSeconds\W{1,6})\d+/g, "<age>")
    .replace(/name-[0-9a-f]{10}|[FESC]-[0-9a-f]{12}|[0-9a-f]{16}|(?<=nextPageToken\W{1,6})[\w-]{40,}/g, (found) => {
      const called = seen.get(found) ?? `<${/^[FESC]-/.exec(found) ?? "it"}${seen.size}>`;
      seen.set(found, called);
      return called;
    });
}
test("two clusters that differ by their names answer alike", async (t) => {
  const [one, other] = [canonical(await askAll(await openAsker(t, right))), canonical(await askAll(await openAsker(t, wrong)))];
  assert.ok(one.length > 100_000);
  const lines = other.split("\n");
  assert.deepEqual(
    one.split("\n").filter((line, at) => line !== lines[at]),
    [],
  );
});

/** What can be asked with a name: a right one and a wrong one have to be answered alike. */
const questions: readonly (readonly [what: string, ask: (asker: Asker, instanceId: string, guess: World) => Promise<string>])[] = [
  ...(["workload", "namespace", "pod", "node"] as const).flatMap((part) => [
    asked(`search for a ${part}`, "search", (guess) => ({ query: guess[part] })),
    asked(`search for a ${part} among words`, "search", (guess) => ({ query: `timeout|${guess[part]}` })),
    asked(`correlate with a ${part}`, "correlate", (guess) => ({ pivotEvent: guess[part] })),
    asked(`explain a ${part}`, "explain", (guess) => ({ instanceId: undefined, id: guess[part] })),
    asked(`get_sop of a ${part}`, "get_sop", (guess) => ({ instanceId: undefined, sopName: guess[part] })),
    asked(`sections of a ${part}`, "network_diagnostics", (guess) => ({ sections: guess[part] })),
    asked(`a parameter called by a ${part}`, "diagnose", (guess) => ({ [guess[part]]: 1 })),
    asked(`a change called by a ${part}`, "plan_change", (guess) => ({ changes: { [guess[part]]: 1 } })),
    asked(`reuse by a ${part}`, "plan_change", (guess) => ({ changes: { reuse: { [guess[part]]: 2 } } })),
    asked(`compare with a ${part}`, "compare_nodes", (guess, instanceId) => ({
      instanceId: undefined,
      instanceIds: [instanceId, `${instanceId}/${guess[part]}`],
    })),
    asked(`a run called by a ${part}`, "status", (guess) => ({ instanceId: undefined, executionId: guess[part] })),
    asked(`a run of its own called by a ${part}`, "validate", (guess) => ({ path: `saved/of-${guess[part]}` })),
  ]),
  asked("find_flow of a workload", "find_flow", (guess) => ({ query: `${guess.namespace}/${guess.workload}` })),
  asked("find_flow of a workload with its kind", "find_flow", (guess) => ({ query: `Deployment ${guess.namespace}/${guess.workload}` })),
  asked("find_flow of two", "find_flow", (guess) => ({ query: ":443", other: `${guess.namespace}/${guess.workload}` })),
  asked("reuse of a workload", "plan_change", (guess) => ({ changes: { reuse: { [`${guess.namespace}/${guess.workload}`]: 2 } } })),
  asked("remove a workload", "plan_change", (guess) => ({ changes: { remove: [`Deployment/${guess.namespace}/${guess.workload}`] } })),
  asked("read a file", "read", (guess) => ({
    logKey: `var_log/pods/${guess.namespace}_${guess.pod}_0a1b2c3d-1111-2222-3333-444455556666/0.log`,
  })),
  asked("read a file of a bundle", "read", (guess) => ({ instanceId: undefined, logKey: `of-${guess.node}:var_log/messages` })),
  asked("artifact of a file", "artifact", (guess) => ({ logKey: `pods/${guess.namespace}_${guess.pod}/0.log` })),
  asked("an id made by the source", "summarize", (guess) => ({
    finding_ids: checks.slice(0, 40).map(({ id }) => `F-${stableId(guess.node, `check:${id}`, "")}`),
  })),
  asked("a page of a question", "errors", (guess) => ({
    pageToken: givePageToken(
      { tool: "errors", node: guess.node, asked: {} },
      { version: 1, bundleId: `of-${guess.node}`, collectedAtMs: 0 },
      1,
    ),
  })),
  [
    "a resource",
    async ({ client }, instanceId, guess) => {
      const uri = `ullage://bundles/${encodeURIComponent(instanceId)}/files/var_log/pods/${guess.namespace}_${guess.pod}_0a1b2c3d-1111-2222-3333-444455556666/0.log`;
      return String(await client.readResource({ uri }).catch((error: Error) => error.message));
    },
  ],
];

function asked(what: string, tool: string, input: (guess: World, instanceId: string) => Readonly<Record<string, unknown>>) {
  return [
    what,
    async (asker: Asker, instanceId: string, guess: World) => {
      const { text, value } = await asker.call(tool, { instanceId, ...input(guess, instanceId) });
      return `${text}\n${JSON.stringify(value)}`;
    },
  ] as const;
}

for (const isFirst of [true, false]) {
  test(`a right guess is answered as a wrong one is, ${isFirst ? "before" : "after"} anything was told`, async (t) => {
    const known = new Map<World, Asker>();
    for (const guess of isFirst ? [] : [right, wrong]) {
      const asker = await openAsker(t, right);
      await askAll(asker);
      known.set(guess, asker);
    }
    for (const [what, ask] of questions) {
      const answers: string[] = [];
      for (const guess of [right, wrong]) {
        const asker = known.get(guess) ?? (await openAsker(t, right));
        const { value } = await asker.call("history", {});
        const [first] = Object.values(Object(value["collections"]));
        let answer = await ask(asker, String(Object(first).bundle), guess);
        for (const [part, name] of Object.entries(guess).toReversed()) answer = answer.replaceAll(name, `<${part}>`);
        for (const id of answer.match(/F-[0-9a-f]{12}/g) ?? []) answer = answer.replace(id, "<id>");
        answers.push(canonical(answer));
      }
      assert.equal(answers[0], answers[1], what);
    }
  });
}
