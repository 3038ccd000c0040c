import { durationText } from "../model/duration-text.ts";
import type { KubeProxySync } from "../model/node-snapshot.ts";
import { defineCheck, type SignalDraft } from "./check.ts";

export const kubeProxySync = defineCheck({
  id: "kube-proxy-sync",
  title: "kube-proxy sync",
  says: "Whether a change is queued that kube-proxy has not brought into the rules, and for how long.",
  why: "Until it has, connections to services go to endpoints that are gone, or to none: time-outs that look like a full table.",
  doesNotMean: "An old sync alone is no fault: without changes there is nothing to do.",
  nextCommand: "kubectl --namespace kube-system logs --tail 100 --selector k8s-app=kube-proxy",
  needs: ["kubeProxy"],
  cost: "cheap",
  judges: "state",
  levels: { warning: "A change has been waiting for warningSeconds or more." },
  thresholds: {
    warningSeconds: { default: 120, unit: "seconds", source: "kube-proxy calls itself unhealthy when a change waits for two minutes" },
  },
  evaluate({ now }, { warningSeconds }) {
    // Of the reading: in a node that is watched it is older than the judgement, and kube-proxy has gone on since.
    const { takenAtMs, value } = now.kubeProxy;
    const { syncs } = value;
    const dated = syncs.filter(({ lastSyncAtMs, lastQueuedAtMs }) => lastSyncAtMs !== undefined && lastQueuedAtMs !== undefined);
    if (dated.length === 0) return [{ level: "not-evaluated", because: "kube-proxy does not tell when it last synchronised" }];
    return dated.map((sync) => draftSync(sync, takenAtMs, warningSeconds));
  },
});

function draftSync(sync: KubeProxySync, takenAtMs: number, warningSeconds: number): SignalDraft {
  const { family, lastSyncAtMs = 0, lastQueuedAtMs = 0 } = sync;
  const about = family === undefined ? {} : { subject: family };
  const what = family === undefined ? "kube-proxy sync" : `kube-proxy sync ${family}`;
  const isPending = lastQueuedAtMs > lastSyncAtMs;
  const age = durationText(Math.max(0, takenAtMs - lastSyncAtMs) / 1000);
  if (!isPending) return { level: "ok", text: `${what}: up to date, the last ${age} ago`, value: 0, limit: warningSeconds, ...about };
  // The queue tells its newest change only. With changes coming all the time the wait shows in the distance to the last sync instead.
  const waiting = Math.max(lastQueuedAtMs - lastSyncAtMs, takenAtMs - lastQueuedAtMs) / 1000;
  const figures = { value: Math.round(waiting), limit: warningSeconds, ...about };
  return {
    level: waiting >= warningSeconds ? "warning" : "ok",
    text: `${what}: a change is waiting, the last sync was ${age} ago`,
    ...figures,
  };
}
