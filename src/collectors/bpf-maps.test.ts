import assert from "node:assert/strict";
import { test } from "node:test";
import type { LocalRequest } from "../sources/local-http.ts";
import { bpfMaps } from "./bpf-maps.ts";
import { collectFixture, systemError } from "./fixture-sources.case.ts";
import { localServices } from "./local-service.case.ts";

const metrics = `cilium_bpf_map_pressure{map_name="ct4_global"} 0.93
cilium_bpf_map_pressure{map_name="lb4_services_v2"} 0.1
cilium_bpf_map_capacity{map_group="default"} 65536
cilium_bpf_map_capacity{map_name="ct4_global"} 524288
cilium_drop_count_total{direction="INGRESS",reason="CT: Map insertion failed"} 4
cilium_drop_count_total{direction="EGRESS",reason="CT: Map insertion failed"} 5
cilium_drop_count_total{direction="EGRESS",reason="Policy denied"} 100
`;

const at = (answers: Parameters<typeof localServices>[0], asked: LocalRequest[] = []) =>
  collectFixture(bpfMaps, "linux-6.1-cilium", { localHttp: localServices(answers, asked) });

test("pressure by map and drops of insertions over both directions", async () => {
  const { value } = await at({ "GET 127.0.0.1:9962/metrics": metrics });
  assert.deepEqual(value, {
    maps: [
      { name: "ct4_global", pressure: 0.93, capacity: 524_288 },
      { name: "lb4_services_v2", pressure: 0.1 },
    ],
    conntrackDrops: 9,
  });
});

test("the port of older agents is asked next, whatever is at the first", async () => {
  const answers = { "GET 127.0.0.1:9962/metrics": systemError("ECONNRESET"), "GET 127.0.0.1:9090/metrics": metrics };
  assert.equal((await at(answers)).value.maps.length, 2);
});

test("a Cilium node whose agent tells nothing is absent, also where another program listens", async () => {
  await assert.rejects(at({}), { name: "PartMissing", status: "absent" });
  await assert.rejects(at({ "GET 127.0.0.1:9090/metrics": "prometheus_build_info 1\n" }), { name: "PartMissing", status: "absent" });
});

test("a node without Cilium has no maps and nobody is asked", async () => {
  const asked: LocalRequest[] = [];
  const { value } = await collectFixture(bpfMaps, "linux-6.6-nftables", { localHttp: localServices({}, asked) });
  assert.deepEqual(value, { maps: [] });
  assert.deepEqual(asked, []);
});

test("a connection that the kernel does not permit is told", async () => {
  await assert.rejects(at({ "GET 127.0.0.1:9962/metrics": systemError("EPERM") }), { code: "EPERM" });
});
