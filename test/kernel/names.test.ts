import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodeSnapshot } from "../../src/model/node-snapshot.ts";
import { isPresent } from "../../src/model/reading.ts";
import { openLaboratory } from "./laboratory.ts";

const port = 18_080;

test("a process in a network namespace is named by the address there, IPv4 and IPv6, and the holder of an own port by the port", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const [node, pod] = [laboratory.addNamespace("node"), laboratory.addNamespace("pod")];
  const link = laboratory.link(node, pod);
  await pod.start("tcp-server", { port });
  await node.start("tcp-server", { port });
  const { parts } = await node.ask<NodeSnapshot>("read-node", { parts: ["addressOwners"] });
  assert.ok(isPresent(parts.addressOwners), JSON.stringify(parts.addressOwners));
  const { claims, nodes, sockets } = parts.addressOwners.value;
  for (const address of [link.right.ipv4, link.right.ipv6]) {
    const claim = claims.find((candidate) => candidate.address === address);
    assert.ok(claim !== undefined && claim.owner.name !== "", `nobody has ${address}`);
  }
  for (const address of [link.left.ipv4, link.left.ipv6]) {
    assert.ok(
      nodes.some((own) => own.address === address && own.isOwn),
      `${address} is not the node's own`,
    );
    assert.ok(!claims.some((claim) => claim.address === address), `${address} is taken for a pod's`);
  }
  const socket = sockets.find((candidate) => candidate.protocol === 6 && candidate.port === port);
  assert.ok(socket !== undefined, "nobody holds the port of the node itself");
});
