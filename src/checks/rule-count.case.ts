import { type CheckCase, missing } from "./check.case.ts";

const at = (iptablesRules: Readonly<Record<string, number>>) => ({ kubeProxy: { mode: "iptables", syncs: [], iptablesRules } });

export const cases: readonly CheckCase[] = [
  {
    name: "the rules of all tables together are counted",
    now: at({ filter: 40, nat: 1200 }),
    says: [{ level: "ok", value: 1240, limit: 50_000, line: "[OK] Service rules: 1240 iptables rules written by kube-proxy" }],
  },
  { name: "twenty thousand are a notice", now: at({ nat: 20_000 }), says: [{ level: "notice" }] },
  { name: "fifty thousand warn", now: at({ nat: 49_000, filter: 1000 }), says: [{ level: "warning", value: 50_000 }] },
  { name: "nftables mode has no iptables rules", now: { kubeProxy: { mode: "nftables", syncs: [] } }, says: [{ level: "ok", value: 0 }] },
  {
    name: "a kube-proxy that does not count is not evaluated",
    now: { kubeProxy: { mode: "iptables", syncs: [] } },
    says: [{ level: "not-evaluated" }],
  },
  { name: "without kube-proxy's metrics it is not evaluated", now: { kubeProxy: missing }, says: [{ level: "not-evaluated" }] },
];
