import { boundedList } from "../bounded-list.ts";
import type { Metric } from "../metric-family.ts";
import { partValue } from "../sample.ts";

const mostFamilies = 4;

export const kubeProxy: readonly Metric[] = [
  {
    name: "ullage_kube_proxy_last_sync_timestamp_seconds",
    type: "gauge",
    unit: "seconds",
    help: "When kube-proxy last brought its rules up to date, by its own account, in seconds since 1970.",
    labels: ["family"],
    maximumSeries: mostFamilies,
    needsPart: "kubeProxy",
    doesNotMean: "An old sync is no trouble by itself while nothing changed: the check kube-proxy-sync looks whether a change waits.",
    samples: (status) =>
      boundedList(
        (partValue(status, "kubeProxy")?.syncs ?? []).filter(({ lastSyncAtMs }) => lastSyncAtMs !== undefined),
        ({ family }) => family ?? "",
        mostFamilies,
      ).kept.flatMap(({ label, item }) => (item.lastSyncAtMs === undefined ? [] : [{ labels: [label], value: item.lastSyncAtMs / 1000 }])),
  },
];
