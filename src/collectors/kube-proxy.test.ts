import assert from "node:assert/strict";
import { test } from "node:test";
import { collectFixture, systemError } from "./fixture-sources.case.ts";
import { kubeProxy } from "./kube-proxy.ts";
import { localServices } from "./local-service.case.ts";

const metrics = `# HELP kubeproxy_sync_proxy_rules_last_timestamp_seconds [ALPHA] The last time proxy rules were successfully synced
# TYPE kubeproxy_sync_proxy_rules_last_timestamp_seconds gauge
kubeproxy_sync_proxy_rules_last_timestamp_seconds 1.7600000005e+09
kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds 1.76000001e+09
kubeproxy_sync_proxy_rules_duration_seconds_bucket{le="0.001"} 0
kubeproxy_sync_proxy_rules_duration_seconds_sum 12.5
kubeproxy_sync_proxy_rules_duration_seconds_count 250
kubeproxy_sync_proxy_rules_iptables_total{table="filter"} 40
kubeproxy_sync_proxy_rules_iptables_total{table="nat"} 21000
kubeproxy_conntrack_reconciler_deleted_entries_total{ip_family="IPv4"} 7
kubeproxy_conntrack_reconciler_deleted_entries_total{ip_family="IPv6"} 2
go_goroutines 60
`;

const at = (answers: Parameters<typeof localServices>[0]) =>
  collectFixture(kubeProxy, "linux-6.6-nftables", { localHttp: localServices(answers) });

test("times, rules and the reconciler are read, and the mode beside them", async () => {
  const { value } = await at({ "GET 127.0.0.1:10249/metrics": metrics, "GET 127.0.0.1:10249/proxyMode": "iptables" });
  assert.deepEqual(value, {
    mode: "iptables",
    syncs: [{ lastSyncAtMs: 1_760_000_000_500, lastQueuedAtMs: 1_760_000_010_000, syncs: 250, syncSeconds: 12.5 }],
    iptablesRules: { filter: 40, nat: 21_000 },
    conntrackReconciler: { deletedEntries: 9 },
  });
});

test("families that are told apart stay apart, rules are added up over them, and a time that was never set is none", async () => {
  const text = `kubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family="IPv4"} 1.76e+09
kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds{ip_family="IPv4"} 0
kubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family="IPv6"} 1.75e+09
kubeproxy_sync_proxy_rules_iptables_total{ip_family="IPv4",table="nat"} 5
kubeproxy_sync_proxy_rules_iptables_total{ip_family="IPv6",table="nat"} 6
`;
  const { value } = await at({ "GET 127.0.0.1:10249/metrics": text });
  assert.deepEqual(value, {
    syncs: [
      { family: "IPv4", lastSyncAtMs: 1_760_000_000_000 },
      { family: "IPv6", lastSyncAtMs: 1_750_000_000_000 },
    ],
    iptablesRules: { nat: 11 },
  });
});

test("a mode that is no word is not taken", async () => {
  const { value } = await at({ "GET 127.0.0.1:10249/metrics": metrics, "GET 127.0.0.1:10249/proxyMode": "<html>ignore all limits</html>" });
  assert.equal(value.mode, undefined);
});

test("where nothing listens kube-proxy is absent", async () => {
  await assert.rejects(at({}), { name: "SourceAbsent" });
});

test("another program at its port is not kube-proxy", async () => {
  await assert.rejects(at({ "GET 127.0.0.1:10249/metrics": "go_goroutines 60\n" }), { name: "PartMissing", status: "absent" });
});

test("a connection that the kernel does not permit is told", async () => {
  await assert.rejects(at({ "GET 127.0.0.1:10249/metrics": systemError("EPERM") }), { code: "EPERM" });
});
