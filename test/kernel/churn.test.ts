import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodeSnapshot } from "../../src/model/node-snapshot.ts";
import { tcpFlow } from "./insertable-flow.ts";
import { nowhereIpv4, openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";
import { compositionOf } from "./read-composition.ts";

const steady = 100_000;
const perSecond = 5000;
const dumps = 5;

test("a dump while 5,000 entries a second come and go ends, has every entry that stayed exactly once, and no broken one", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  await laboratory.withRoomFor(steady + 4 * perSecond, () => dumpUnderChurn(laboratory.addPair().client));
});

async function dumpUnderChurn(client: LaboratoryNamespace): Promise<void> {
  // Unreplied UDP lives for a second; a dump is one of the things that sweep out what has expired.
  client.setSysctl("net.netfilter.nf_conntrack_udp_timeout", 1);
  await client.ask("insert-flows", { flows: [tcpFlow("ESTABLISHED", "10.1.0.1", 1, "10.96.0.10", 80)], count: steady });
  assert.equal(client.readCount(), steady);
  const churn = await client.start("udp-burst", { to: nowhereIpv4(1), count: 1_000_000, perSecond });
  const reader = await client.start<NodeSnapshot>("read-node", { parts: ["tableComposition"] });

  let churned = 0;
  let mostCome = 0;
  for (let dump = 0; dump < dumps || churned < 3 * perSecond; dump++) {
    churn.program.tell("progress");
    const before = (await churn.program.next<{ sent: number }>()).sent;
    reader.program.tell("again");
    const table = compositionOf(await reader.program.next<NodeSnapshot>());
    churn.program.tell("progress");
    churned = (await churn.program.next<{ sent: number }>()).sent;

    const come = table.byProtocol["udp"] ?? 0;
    assert.deepEqual(
      { malformed: table.malformed, capped: table.capped, filteredOut: table.filteredOut },
      { malformed: 0, capped: undefined, filteredOut: 0 },
    );
    assert.equal(table.byProtocol["tcp"], steady);
    assert.equal(table.total, steady + come);
    assert.ok(come <= churned, `${come} entries where ${churned} were ever made`);
    if (before > 2 * perSecond) assert.ok(come < before, `none of ${before} entries is gone`);
    mostCome = Math.max(mostCome, come);
  }
  assert.ok(mostCome > 0, "no entry of the churn was ever seen");
}
