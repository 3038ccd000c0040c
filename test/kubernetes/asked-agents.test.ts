import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { after, before, suite, type TestContext, test } from "node:test";
import { fleetCollectionSchema } from "../../src/contract/fleet-collection.ts";
import { fleetDiagnosisSchema } from "../../src/contract/fleet-diagnosis.ts";
import { runBeside, serveLikeAgent, startAgent } from "../cli/running-agents.ts";
import { writeKubeconfig } from "./accesses.ts";
import { hasOpenssl, makeAuthority } from "./certificates.ts";
import type { StoredObject } from "./object-store.ts";
import { ScriptedApiServer } from "./scripted-api-server.ts";
import type { ForwardTarget } from "./scripted-forwards.ts";

/** No real API server was at hand: the scripted one speaks v4.channel.k8s.io as the client of the Kubernetes project does. */
suite("the agents of a cluster", { skip: !hasOpenssl && "certificates are made with openssl, which is not here" }, () => {
  const opened: (() => unknown)[] = [];
  const t = { after: (close: () => unknown) => void opened.push(close) };
  const authority = hasOpenssl ? makeAuthority("cluster") : undefined;
  let realAgent: ForwardTarget = "silence";
  before(async () => {
    const { api } = await startAgent(t, "node-a");
    realAgent = { port: Number(api.split(":")[1]) };
  });
  after(async () => {
    for (const close of opened.reverse()) await close();
  });

  async function cluster(context: TestContext) {
    if (authority === undefined) throw new Error("skipped");
    const server = new ScriptedApiServer({ authority });
    server.tokens = new Set(["t1"]);
    await server.start();
    context.after(() => server.stop());
    const directory = mkdtempSync(join(tmpdir(), "ullage-asked-"));
    context.after(() => rmSync(directory, { recursive: true, force: true }));
    const kubeconfig = writeKubeconfig(directory, server.url, authority, { token: "t1" });
    const add = (name: string, pod: AgentPodExample, target?: ForwardTarget) => {
      server.store.put("pods", agentPod(name, pod));
      if (target !== undefined) server.forwards.targets.set(`monitoring/${name}`, target);
    };
    const run = (...args: readonly string[]) => {
      const [command = "", ...rest] = args;
      return runBeside([command, "--agents", "kubernetes", "--kubeconfig", kubeconfig, ...rest], { cwd: directory });
    };
    return { server, directory, add, run };
  }

  test("are found by their pods and asked through the API server; each that does not answer is named by its node, with the reason", async (context) => {
    const { server, add, run } = await cluster(context);
    add("ullage-a", { node: "node-a" }, realAgent);
    add("ullage-b", { node: "node-b", isReady: false }, "silence");
    add("ullage-c", { node: "node-c" }, { complaint: "error forwarding port 9856 to pod: connection refused" });
    add("ullage-d", { node: "node-d" }, { refusal: { status: 403, message: "not for you" } });
    add(
      "ullage-e",
      { node: "node-e" },
      { refusal: { status: 500, message: "error dialing backend: dial tcp 10.0.0.5:10250: i/o timeout" } },
    );
    add("ullage-f", { node: "node-f" });
    add("ullage-g", {});
    add("other", { node: "node-z", labels: { "app.kubernetes.io/name": "other" } });
    const { stdout, stderr, status } = await run("diagnose", "--agents-deadline", "2", "-o", "json");
    assert.equal(stderr, "");
    const { nodes, unanswered, severity } = fleetDiagnosisSchema.parse(JSON.parse(stdout));
    assert.deepEqual(
      nodes.map(({ agent, node }) => [agent, node]),
      [["node-a", "node-a"]],
    );
    assert.deepEqual(Object.fromEntries(unanswered.map(({ agent, code, because }) => [agent, [code, because]])), {
      "monitoring/ullage-g": ["not-running", "its pod is on no node yet"],
      "node-b": ["no-connection", "no connection within 2 s; its pod monitoring/ullage-b is not ready"],
      "node-c": ["not-forwarded", "the kubelet cannot reach it in its pod: error forwarding port 9856 to pod: connection refused"],
      "node-d": [
        "not-forwarded",
        "the API server does not lead to its pod (403): the rights to get and to create pods/portforward are needed",
      ],
      "node-e": [
        "not-forwarded",
        "the API server does not lead to its pod (500): error dialing backend: dial tcp 10.0.0.5:10250: i/o timeout",
      ],
      "node-f": ["not-forwarded", "the API server does not lead to its pod (404): the pod is gone"],
    });
    assert.equal(status, { critical: 2, warning: 1, unknown: 3, notice: undefined, ok: undefined }[severity]);
    assert.deepEqual(new Set(server.forwards.seen.map(({ namespace, port }) => `${namespace} ${port}`)), new Set(["monitoring 9857"]));
  });

  test("that is asked alone by its node is shown whole, and a node without one is named", async (context) => {
    const { add, run, server } = await cluster(context);
    add("ullage-a", { node: "node-a" }, realAgent);
    add("ullage-b", { node: "node-b" }, "silence");
    const one = await run("diagnose", "--agents-node", "node-a");
    assert.match(one.stdout, /^node-a: .* · confidence /, one.stderr);
    assert.equal(server.forwards.seen.length, 1);
    const two = await run("diagnose", "--agents-node", "node-a,node-x", "-o", "json");
    assert.deepEqual(fleetDiagnosisSchema.parse(JSON.parse(two.stdout)).unanswered, [
      { agent: "node-x", code: "not-running", because: "the cluster has no pod of an agent on it" },
    ]);
  });

  test("give their bundles through the API server", async (context) => {
    const { add, run, directory } = await cluster(context);
    add("ullage-a", { node: "node-a" }, realAgent);
    const { stdout, stderr, status } = await run("collect", "--window", "0", "-o", "out", "--output", "json");
    const { bundles } = fleetCollectionSchema.parse(JSON.parse(stdout));
    assert.deepEqual([stderr, status, bundles.map(({ agent }) => agent)], ["", 0, ["node-a"]]);
    assert.deepEqual(
      readdirSync(join(directory, "out")),
      bundles.map(({ path }) => path.slice("out/".length)),
    );
  });

  test("that nobody has installed, or that may not be listed, are an error that says how to look", async (context) => {
    const { run, server } = await cluster(context);
    const none = await run("diagnose");
    assert.deepEqual([none.status, none.stdout], [66, ""]);
    assert.match(none.stderr, /has no pod labelled app\.kubernetes\.io\/name=ullage \(agents-not-found\)/);
    server.fail("pods", { status: 403, message: "pods is forbidden" });
    const forbidden = await run("top", "--batch", "-n", "1");
    assert.equal(forbidden.status, 66);
    assert.match(forbidden.stderr, /could not be listed: .*forbidden.*\(agents-not-found\)/);
  });
});

test("the client of the Kubernetes project and the scripted server understand each other", {
  skip: !hasOpenssl && "no openssl",
}, async (t) => {
  const authority = makeAuthority("cluster");
  const server = new ScriptedApiServer({ authority });
  await server.start();
  t.after(() => server.stop());
  const address = await serveLikeAgent(t, ({ url }, response) => response.end(`asked for ${url}`));
  server.forwards.targets.set("monitoring/ullage-a", { port: Number(address.split(":")[1]) });
  const directory = mkdtempSync(join(tmpdir(), "ullage-asked-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const { KubeConfig, PortForward } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromFile(writeKubeconfig(directory, server.url, authority, { token: "t1" }));
  const output = new PassThrough();
  const input = new PassThrough();
  await new PortForward(config).portForward("monitoring", "ullage-a", [9856], output, null, input);
  input.write("GET /v1/diagnose HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
  let answer = "";
  for await (const chunk of output.setEncoding("utf8")) {
    answer += chunk;
    if (answer.includes("asked for")) break;
  }
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[\s\S]*asked for \/v1\/diagnose/);
});

interface AgentPodExample {
  readonly node?: string;
  readonly isReady?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

function agentPod(name: string, { node, isReady = true, labels = { "app.kubernetes.io/name": "ullage" } }: AgentPodExample): StoredObject {
  return {
    metadata: { name, namespace: "monitoring", labels },
    spec: { ...(node !== undefined && { nodeName: node }), containers: [{ name: "agent", ports: [{ name: "api", containerPort: 9857 }] }] },
    status: { phase: node === undefined ? "Pending" : "Running", conditions: [{ type: "Ready", status: isReady ? "True" : "False" }] },
  };
}
