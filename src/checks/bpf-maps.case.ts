import { type CheckCase, missing } from "./check.case.ts";

const cilium = { kind: "cilium", because: "cilium-agent runs" } as const;
const at = (pressure: number, conntrackDrops: number) => ({
  dataPlane: cilium,
  bpfMaps: { maps: [{ name: "ct4_global", pressure, capacity: 524_288 }], conntrackDrops },
});
const drops = { subject: "insertion drops" };

export const cases: readonly CheckCase[] = [
  {
    name: "a map with room and without drops is ok",
    earlier: at(0.4, 7),
    now: at(0.4, 7),
    says: [
      { level: "ok", subject: "ct4_global", value: 0.4, limit: 1, line: "[OK] BPF map ct4_global: filled to ~40% of 524288" },
      { level: "ok", value: 0, ...drops },
    ],
  },
  {
    name: "a map filled to nine tenths warns",
    earlier: at(0.9, 0),
    now: at(0.93, 0),
    says: [{ level: "warning", value: 0.93 }, { level: "ok" }],
  },
  { name: "a full map is an issue", earlier: at(0.99, 0), now: at(0.99, 0), says: [{ level: "issue" }, { level: "ok" }] },
  {
    name: "connections that could not be inserted are an issue",
    earlier: at(0.5, 7),
    now: at(0.5, 27),
    says: [
      { level: "ok" },
      {
        level: "issue",
        value: 20,
        line: "[ISSUE] BPF maps: 20 packets dropped in 2 s because their connection could not be put into its map",
        ...drops,
      },
    ],
  },
  { name: "one sample says nothing about the drops", now: at(0.99, 7), says: [{ level: "issue" }, { level: "not-evaluated", ...drops }] },
  {
    name: "an agent that never dropped has no such counter",
    now: {
      dataPlane: cilium,
      bpfMaps: {
        maps: [
          { name: "cilium_lb4_services_v2", pressure: 0.99 },
          { name: "cilium_snat_v4_external", pressure: 0.2 },
        ],
      },
    },
    says: [
      { level: "ok", subject: "cilium_snat_v4_external" },
      { level: "ok", value: 0 },
    ],
  },
  {
    name: "a node of another data plane has no such map",
    now: { dataPlane: { kind: "iptables", because: "kube-proxy runs" } },
    says: [{ level: "ok", line: "[OK] BPF maps: no BPF connection-tracking map here" }],
  },
  {
    name: "kube-proxy with Cilium beside it has such maps, and without a look at them nothing is known",
    now: { dataPlane: { kind: "iptables", because: "kube-proxy runs", hasCilium: true } },
    says: [{ level: "not-evaluated" }],
  },
  {
    name: "a node whose data plane is unknown and that has no Cilium has no such map",
    now: { dataPlane: { kind: "unknown", because: "processes are hidden" }, bpfMaps: { maps: [] } },
    says: [{ level: "ok" }],
  },
  {
    name: "a Cilium node whose agent does not answer is not evaluated",
    now: { dataPlane: cilium, bpfMaps: missing },
    says: [{ level: "not-evaluated" }],
  },
  {
    name: "an unknown data plane without a look at Cilium is not evaluated",
    now: { dataPlane: { kind: "unknown", because: "processes are hidden" } },
    says: [{ level: "not-evaluated" }],
  },
];
