import { type CheckCase, caseTakenAtMs, missing } from "./check.case.ts";

const at = (syncedSecondsAgo: number, queuedSecondsAgo: number, family?: string) => ({
  kubeProxy: {
    syncs: [
      {
        ...(family === undefined ? {} : { family }),
        lastSyncAtMs: caseTakenAtMs - syncedSecondsAgo * 1000,
        lastQueuedAtMs: caseTakenAtMs - queuedSecondsAgo * 1000,
      },
    ],
  },
});

export const cases: readonly CheckCase[] = [
  {
    name: "a sync after the last change is up to date, however old",
    now: at(4000, 4001),
    says: [{ level: "ok", value: 0, limit: 120, line: "[OK] kube-proxy sync: up to date, the last 67 min ago" }],
  },
  { name: "a change that waits for seconds is ok", now: at(10, 5), says: [{ level: "ok", value: 5 }] },
  {
    name: "a change that has waited for minutes warns",
    earlier: at(400, 300),
    now: at(400, 300),
    says: [{ level: "warning", value: 300, limit: 120, line: "[WARN] kube-proxy sync: a change is waiting, the last sync was 7 min ago" }],
  },
  { name: "changes that keep coming do not hide a sync that stands still", now: at(600, 1), says: [{ level: "warning", value: 599 }] },
  {
    name: "a sync that came between the two samples is a recent one",
    earlier: at(700, 1),
    now: at(1, 0),
    says: [{ level: "ok", value: 1 }],
  },
  { name: "each family speaks for itself", now: at(600, 1, "IPv6"), says: [{ level: "warning", subject: "IPv6" }] },
  { name: "a kube-proxy that does not tell is not evaluated", now: { kubeProxy: { syncs: [{}] } }, says: [{ level: "not-evaluated" }] },
  { name: "without kube-proxy's metrics it is not evaluated", now: { kubeProxy: missing }, says: [{ level: "not-evaluated" }] },
];
