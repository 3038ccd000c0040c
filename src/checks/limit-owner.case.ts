import { type CheckCase, missing } from "./check.case.ts";

const line = (value: number, file: string) => ({ key: "nf_conntrack_max", value, file });
const kubeProxy = { pid: 700, from: "its configuration file" };
const tableUsage = { count: 10, max: 131_072 };

export const cases: readonly CheckCase[] = [
  {
    name: "a file that kube-proxy has overwritten is a notice that names both",
    now: { tableUsage, limitConfiguration: { sysctlLines: [line(1_000_000, "/etc/sysctl.d/90-conntrack.conf")], kubeProxy } },
    says: [
      {
        level: "notice",
        value: 131_072,
        limit: 1_000_000,
        line: "[OK] Owner of the limit: /etc/sysctl.d/90-conntrack.conf asks for 1000000, but 131072 runs; kube-proxy (process 700) sets it when it starts",
      },
    ],
  },
  {
    name: "the last line holds",
    now: { tableUsage, limitConfiguration: { sysctlLines: [line(1, "/etc/sysctl.d/10-a.conf"), line(131_072, "/etc/sysctl.conf")] } },
    says: [{ level: "ok", value: 131_072, limit: 131_072 }],
  },
  {
    name: "no file and a kube-proxy is ok",
    now: { tableUsage, limitConfiguration: { sysctlLines: [], kubeProxy } },
    says: [
      {
        level: "ok",
        line: "[OK] Owner of the limit: no sysctl file sets nf_conntrack_max; kube-proxy (process 700) sets it when it starts",
      },
    ],
  },
  {
    name: "a file of another key says nothing about the limit",
    now: { tableUsage, limitConfiguration: { sysctlLines: [{ key: "nf_conntrack_buckets", value: 5, file: "/etc/sysctl.conf" }] } },
    says: [{ level: "ok" }],
  },
  {
    name: "files that may not be read are not evaluated",
    now: { tableUsage, limitConfiguration: missing },
    says: [{ level: "not-evaluated" }],
  },
];
