import type { Counters, KubeProxyMetrics, KubeProxySync } from "../model/node-snapshot.ts";
import { errnoOf } from "../platform/errno.ts";
import type { LocalHttp } from "../sources/local-http.ts";
import { SourceAbsent } from "../sources/source-absent.ts";
import { type MetricSample, parsePrometheusText } from "../wire/prometheus-text/parse-prometheus-text.ts";
import { defineCollector, PartMissing } from "./collector.ts";
import { findProxyProcesses } from "./proxy-processes.ts";
import { withRemarks } from "./remarks.ts";

/** kube-proxy's metricsBindAddress by default. */
const address = { host: "127.0.0.1", port: 10_249 } as const;
const source = `http://${address.host}:${address.port}/metrics`;

export const kubeProxy = defineCollector({
  part: "kubeProxy",
  title: "kube-proxy by its metrics",
  why: "It says when its rules were last brought up to date and how many there are, which nothing else on the node tells without walking them.",
  reads: [`GET ${source}`, `GET http://${address.host}:${address.port}/proxyMode`],
  cost: "cheap",
  async collect({ proc, localHttp }, options) {
    const { processes } = await findProxyProcesses(proc, options);
    if (processes.seesAll && processes.kubeProxy === undefined && processes.embeddingProxy === undefined)
      throw new PartMissing("absent", source, "no kube-proxy runs on this node");
    const { status, text } = await localHttp.request({ ...address, path: "/metrics" });
    const { samples, malformedLines } = parsePrometheusText(text, new Set(Object.values(metric)));
    if (status !== 200 || samples.length === 0) {
      throw new PartMissing("absent", source, `what listens at ${address.host}:${address.port} answers without kube-proxy's metrics`);
    }
    const mode = await readMode(localHttp);
    const iptablesRules = countersBy(samples, metric.rules, "table");
    const conntrackReconciler = reconcilerOf(samples);
    const value: KubeProxyMetrics = {
      ...(mode === undefined ? {} : { mode }),
      syncs: syncsOf(samples),
      ...(iptablesRules === undefined ? {} : { iptablesRules }),
      ...(conntrackReconciler === undefined ? {} : { conntrackReconciler }),
    };
    return {
      value,
      source,
      ...withRemarks(malformedLines === 0 ? undefined : `${malformedLines} lines of its metrics left out: not understood`),
    };
  },
});

const metric = {
  lastSync: "kubeproxy_sync_proxy_rules_last_timestamp_seconds",
  lastQueued: "kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds",
  syncSeconds: "kubeproxy_sync_proxy_rules_duration_seconds_sum",
  syncs: "kubeproxy_sync_proxy_rules_duration_seconds_count",
  rules: "kubeproxy_sync_proxy_rules_iptables_total",
  reconcilerDeleted: "kubeproxy_conntrack_reconciler_deleted_entries_total",
  reconcilerSeconds: "kubeproxy_conntrack_reconciler_sync_duration_seconds_sum",
  reconcilerSyncs: "kubeproxy_conntrack_reconciler_sync_duration_seconds_count",
} as const;

/** A word, or nothing where the port answers something else. */
async function readMode(localHttp: LocalHttp): Promise<string | undefined> {
  try {
    const { status, text } = await localHttp.request({ ...address, path: "/proxyMode" });
    return status === 200 ? /^[A-Za-z]{1,20}$/.exec(text.trim())?.[0] : undefined;
  } catch (error) {
    // The metrics were answered; without its mode they are worth as much.
    if (!(error instanceof SourceAbsent) && errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

/** The label ip_family came with Kubernetes 1.33; before, both families share one time. */
function syncsOf(samples: readonly MetricSample[]): readonly KubeProxySync[] {
  const families = Map.groupBy(samples, ({ labels }) => labels.get("ip_family"));
  return [...families].flatMap(([family, own]) => {
    const readingOf = (name: string) => own.find((sample) => sample.name === name && Number.isFinite(sample.value))?.value;
    const lastSync = readingOf(metric.lastSync);
    const lastQueued = readingOf(metric.lastQueued);
    const syncs = readingOf(metric.syncs);
    const syncSeconds = readingOf(metric.syncSeconds);
    const sync: KubeProxySync = {
      // A gauge that was never set is 0, which is no time.
      ...(lastSync === undefined || lastSync <= 0 ? {} : { lastSyncAtMs: Math.round(lastSync * 1000) }),
      ...(lastQueued === undefined || lastQueued <= 0 ? {} : { lastQueuedAtMs: Math.round(lastQueued * 1000) }),
      ...(syncs === undefined ? {} : { syncs }),
      ...(syncSeconds === undefined ? {} : { syncSeconds }),
    };
    return Object.keys(sync).length === 0 ? [] : [{ ...(family === undefined ? {} : { family: family.slice(0, 16) }), ...sync }];
  });
}

function countersBy(samples: readonly MetricSample[], name: string, label: string): Counters | undefined {
  const own = samples.filter((sample) => sample.name === name && Number.isFinite(sample.value));
  if (own.length === 0) return undefined;
  const byLabel = Map.groupBy(own, ({ labels }) => (labels.get(label) ?? "").slice(0, 32));
  return Object.fromEntries([...byLabel].map(([key, ones]) => [key, ones.reduce((sum, { value }) => sum + value, 0)]));
}

function reconcilerOf(samples: readonly MetricSample[]): Counters | undefined {
  const counters = Object.entries({
    deletedEntries: metric.reconcilerDeleted,
    syncs: metric.reconcilerSyncs,
    syncSeconds: metric.reconcilerSeconds,
  })
    .map(([key, name]) => [key, countersBy(samples, name, "none")?.[""]] as const)
    .flatMap(([key, total]) => (total === undefined ? [] : [[key, total] as const]));
  return counters.length === 0 ? undefined : Object.fromEntries(counters);
}
