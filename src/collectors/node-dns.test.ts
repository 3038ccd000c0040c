import assert from "node:assert/strict";
import { test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import type { LocalRequest } from "../sources/local-http.ts";
import { collectFixture, type FixtureName, systemError } from "./fixture-sources.case.ts";
import { localServices } from "./local-service.case.ts";
import { nodeDns } from "./node-dns.ts";

const metrics = `coredns_dns_responses_total{plugin="",rcode="NOERROR",server="dns://:53",zone="cluster.local."} 100
coredns_dns_responses_total{plugin="",rcode="NOERROR",server="dns://:53",zone="."} 20
coredns_dns_responses_total{plugin="forward",rcode="SERVFAIL",server="dns://:53",zone="."} 3
`;

const at = (answers: Parameters<typeof localServices>[0], asked: LocalRequest[] = [], name: FixtureName = "linux-6.6-nftables") =>
  collectFixture(nodeDns, name, { localHttp: localServices(answers, asked) });

test("answers are added up by their code over servers and zones", async () => {
  const { value } = await at({ "GET 169.254.20.10:9253/metrics": metrics });
  assert.deepEqual(value, [{ endpoint: "169.254.20.10:9253", responses: { NOERROR: 120, SERVFAIL: 3 } }]);
});

test("one server on two addresses is counted once, two servers are two", async () => {
  const answers = {
    "GET 127.0.0.1:9153/metrics": metrics,
    "GET 169.254.20.10:9253/metrics": metrics,
    "GET 127.0.0.1:9253/metrics": metrics,
  };
  const { value } = await at(answers);
  assert.deepEqual(
    value.map(({ endpoint }) => endpoint),
    ["127.0.0.1:9153", "169.254.20.10:9253"],
  );
});

test("an address that is not this node's is never asked", async () => {
  const asked: LocalRequest[] = [];
  const loopback = new FileTree("/nonexistent");
  const proc = Object.assign(Object.create(loopback), { readText: () => "", list: () => [] });
  await assert.rejects(collectFixture(nodeDns, "linux-6.6-nftables", { proc, localHttp: localServices({}, asked) }), { status: "absent" });
  assert.deepEqual(
    asked.map(({ host, port }) => `${host}:${port}`),
    ["127.0.0.1:9153", "127.0.0.1:9253"],
  );
});

test("a program at the port that is no DNS server is not one", async () => {
  await assert.rejects(at({ "GET 127.0.0.1:9153/metrics": "up 1\n" }), { name: "PartMissing", status: "absent" });
});

test("a server that does not answer in time is a failure and does not cost the other", async () => {
  await assert.rejects(at({ "GET 127.0.0.1:9153/metrics": systemError("ETIMEDOUT") }), { status: "failed" });
  const { value, remarks } = await at({ "GET 127.0.0.1:9153/metrics": systemError("ETIMEDOUT"), "GET 127.0.0.1:9253/metrics": metrics });
  assert.equal(value.length, 1);
  assert.equal(remarks?.length, 1);
});
