import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { bundleManifestSchema } from "../../src/contract/bundle-manifest.ts";
import { recordedSnapshotSchema } from "../../src/contract/recording.ts";
import { TableAggregate } from "../../src/flows/table-aggregate.ts";
import { flowStatusBit } from "../../src/model/flow-status.ts";
import { ipProtocol } from "../../src/model/ip-protocol.ts";
import type { NodeSnapshot } from "../../src/model/node-snapshot.ts";
import type { TableComposition } from "../../src/model/table-composition.ts";
import { diagnoseObservation } from "../../src/report/diagnosis.ts";
import { readBundles } from "../../src/sources/bundle/read-bundle.ts";
import { createTextTableReader } from "../../src/wire/conntrack-text/text-table-reader.ts";
import { plainFlow, tcpFlow } from "./insertable-flow.ts";
import { openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";
import { compositionOf } from "./read-composition.ts";

const count = 20_000;
const pod = "10.7.0.1";
const flows = [
  tcpFlow("ESTABLISHED", "10.1.0.1", 1, "10.96.0.10", 80),
  tcpFlow("TIME_WAIT", "10.2.0.1", 1, "10.96.0.10", 443),
  plainFlow(ipProtocol.udp, ports(pod, "10.96.0.53"), { status: 0 }),
  {
    ...plainFlow(ipProtocol.udp, ports("10.8.0.1", "10.96.0.54")),
    reply: { source: "10.200.0.54", destination: "10.8.0.1", layer4: { kind: "ports", sourcePort: 5353, destinationPort: 1 } },
  } as const,
  plainFlow(ipProtocol.udp, ports("fd10::1", "fd96::53"), { status: flowStatusBit.seenReply }),
];

test("what is collected from a namespace is what is in its table, in clear and redacted", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  assert.deepEqual(await laboratory.withRoomFor(count, () => client.ask("insert-flows", { flows, count })), { sent: count, refusals: {} });
  const folder = temporaryFolder(t);

  await t.test("in clear", async () => {
    const target = join(folder, "clear.tar.gz");
    const summary: unknown = JSON.parse(
      collect(client, ["-o", target, "--window", "0.2", "--pod-ip", pod, "--label", "incident", "--cluster", "lab", "--output", "json"]),
    );
    assert.equal(statSync(target).mode & 0o777, 0o600);
    const files = unpack(target);
    const manifest = bundleManifestSchema.parse(JSON.parse(files("manifest.json").toString()));
    assert.deepEqual([manifest.label, manifest.cluster, manifest.redacted], ["incident", "lab", false]);
    for (const { path, bytes, sha256 } of manifest.files) {
      assert.equal(files(path).length, bytes, path);
      assert.equal(createHash("sha256").update(files(path)).digest("hex"), sha256, path);
    }
    const now = snapshotIn(files("snapshot.json"));
    const table = compositionOf(now);
    assert.ok(summary !== null && typeof summary === "object" && "entries" in summary);
    assert.equal(summary.entries, table.total);
    assert.equal(lines(files("node_conntrack_table.txt")), table.total);
    assert.deepEqual(comparable(recount(files("node_conntrack_table.txt"))), comparable(table));
    assertInserted(table);
    assert.equal(lines(files("pod_conntrack_connections.txt")), count / flows.length);
    assert.match(files("node_conntrack_mtu.txt").toString(), /^2\d{4} \/ \d+\n$/);
    assert.match(files("rule_counts.txt").toString(), /^inet laboratory in 1$/m);
    assert.match(files("routes.txt").toString(), /^10\.90\.1\.0\/24 dev lab1$/m);
    assert.match(files("rules.txt").toString(), /^32766:\tfrom all lookup main$/m);
    assert.match(files("links.txt").toString(), /^lab1: state up /m);
    assert.match(files("sysctls.txt").toString(), /^net\.netfilter\.nf_conntrack_count = /m);
    const earlier = snapshotIn(files("earlier.json"));
    assert.ok(now.monotonicMs - earlier.monotonicMs >= 200);
    const { observation } = await readBundles([target]);
    assert.deepEqual(comparable(compositionOf(observation.now)), comparable(table));
  });

  await t.test("redacted", async () => {
    const target = join(folder, "redacted.tar.gz");
    collect(client, ["-o", target, "--window", "0", "--pod-ip", pod, "--redact"]);
    const files = unpack(target);
    const everything = execFileSync("tar", ["-xzOf", target], { maxBuffer: 1 << 28 }).toString("latin1");
    for (const secret of ["10.1.0.1 ", "10.96.0.10", "10.200.0.54", pod, "fd10::", "fd96::53", "10.90.1.1"])
      assert.ok(!everything.includes(secret), `${secret} is still there`);
    assert.equal(lines(files("pod_conntrack_connections.txt")), count / flows.length);
    const table = compositionOf(snapshotIn(files("snapshot.json")));
    assert.deepEqual(comparable(recount(files("node_conntrack_table.txt"))), comparable(table));
    assert.deepEqual(
      table.top.sources.items.slice(0, flows.length).map(({ entries }) => entries),
      flows.map(() => count / flows.length),
    );
    const [hidden, plain] = [await readBundles([target]), await readBundles([join(folder, "clear.tar.gz")])];
    const verdictOf = ({ observation: { now } }: typeof hidden) => {
      const { limit, severity, confidence, causes } = diagnoseObservation({ now }, "bundle").verdict;
      return { limit, severity, confidence, causes: causes.map(({ id }) => id) };
    };
    assert.deepEqual(verdictOf(hidden), verdictOf(plain));
  });

  assert.deepEqual(readdirSync(folder).sort(), ["clear.tar.gz", "redacted.tar.gz"]);
});

function ports(source: string, destination: string) {
  return { source, destination, layer4: { kind: "ports", sourcePort: 1, destinationPort: 53 } } as const;
}

function collect(namespace: LaboratoryNamespace, args: readonly string[]): string {
  return namespace.run(process.execPath, join(import.meta.dirname, "../../src/cli/main.ts"), "collect", ...args);
}

function unpack(target: string): (path: string) => Buffer {
  return (path) => execFileSync("tar", ["-xzOf", target, path], { maxBuffer: 1 << 28 });
}

function snapshotIn(bytes: Buffer): NodeSnapshot {
  const { schemaVersion: _, ...snapshot } = recordedSnapshotSchema.parse(JSON.parse(bytes.toString()));
  return snapshot;
}

/** The collection itself sends a few packets to the node's own services, which are in its table as well. */
function assertInserted({ top }: TableComposition): void {
  const entriesOf = (items: readonly { readonly key: string; readonly entries: number }[], key: string) =>
    items.find((item) => item.key === key)?.entries;
  for (const source of ["10.1.0.1", "10.2.0.1", pod, "10.8.0.1", "fd10::1"])
    assert.equal(entriesOf(top.sources.items, source), count / flows.length, source);
  assert.equal(entriesOf(top.endpoints.items, "10.200.0.54"), count / flows.length);
}

/** What the text of a table says, counted as if it were all there is. */
function recount(text: Uint8Array): TableComposition {
  const aggregate = new TableAggregate({ timeouts: {}, timeoutsFrom: "unknown", sourceNat: true });
  const reader = createTextTableReader({ onBatch: (batch) => aggregate.add(batch) });
  reader.push(text);
  const { malformedCount, malformed } = reader.finish();
  return aggregate.compose({ malformedCount, malformedExamples: malformed });
}

/** Without what rests on the settings of the node, which a table does not hold. */
function comparable(table: TableComposition) {
  const { byIdleAge: _, byAge: __, timeouts: ___, top, facts, ...rest } = table;
  const { establishedKnownIdleOverOneHour: ____, ...plainFacts } = facts;
  const entries = (items: readonly { readonly key: string; readonly entries: number }[]) =>
    Object.fromEntries(items.map((item) => [item.key, item.entries]));
  return {
    ...rest,
    facts: plainFacts,
    top: { sources: entries(top.sources.items), endpoints: entries(top.endpoints.items), ports: entries(top.ports.items) },
  };
}

function lines(bytes: Buffer): number {
  return bytes.toString("latin1").split("\n").length - 1;
}

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "ullage-collect-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}
