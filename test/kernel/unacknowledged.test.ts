import assert from "node:assert/strict";
import { test } from "node:test";
import { openLaboratory } from "./laboratory.ts";
import { readComposition } from "./read-composition.ts";

test("a connection with unacknowledged data counts down from 300 s, and is not taken for one that has been idle for days", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  await server.start("tcp-server", { port: 8080 });
  const { program } = await client.start("tcp-clients", { host: link.right.ipv4, port: 8080, count: 3 });

  const quiet = await readComposition(client);
  assert.equal(quiet.byIdleAge["under-1m"], 3);

  server.applyRules("table ip cut {\n chain in {\n type filter hook prerouting priority -300\n tcp dport 8080 drop\n }\n}");
  program.tell("write");
  await program.next();

  const countdowns = client
    .run("conntrack", "-L", "-p", "tcp")
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  assert.equal(countdowns.length, 3);
  for (const [, , seconds, state] of countdowns) {
    assert.equal(state, "ESTABLISHED");
    assert.ok(Number(seconds) <= 300, `${seconds} s left`);
  }
  const cutOff = await readComposition(client);
  assert.equal(cutOff.byIdleAge["unknown"], 3);
  assert.equal(cutOff.facts.established, 3);
  assert.equal(cutOff.facts.establishedKnownIdleOverOneHour, 0);
});
