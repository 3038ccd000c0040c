import assert from "node:assert/strict";
import { test } from "node:test";
import { type DataPlaneEvidence, judgeDataPlane } from "./data-plane-judgement.ts";
import type { ProxyProcesses } from "./proxy-processes.ts";

const nothing: DataPlaneEvidence = {
  processes: { hasCiliumAgent: false, hasKubelet: false, hasDnsServer: false, seesAll: true },
  ipvsServices: 0,
  natTable: "absent",
  hasIpvsInterface: false,
  ciliumInterfaces: [],
};

function seen(processes: Partial<ProxyProcesses>, rest: Partial<DataPlaneEvidence> = {}): DataPlaneEvidence {
  return { ...nothing, ...rest, processes: { ...nothing.processes, ...processes } };
}

const kubeProxy = (mode?: string) => ({ pid: 9, modeFrom: "its command line", ...(mode === undefined ? {} : { mode }) });

const cases: readonly (readonly [string, DataPlaneEvidence, string, RegExp])[] = [
  ["a machine outside any cluster", nothing, "none", /neither kubelet/],
  ["hidden processes", seen({ seesAll: false }), "unknown", /hidden/],
  [
    "services in IPVS, whatever is hidden",
    seen({ seesAll: false }, { ipvsServices: 2, hasIpvsInterface: true }),
    "ipvs",
    /2 services and.*kube-ipvs0/,
  ],
  ["kube-proxy in mode nftables", seen({ kubeProxy: kubeProxy("nftables") }), "nftables", /process 9.*nftables/],
  ["kube-proxy in mode ipvs before its first service", seen({ kubeProxy: kubeProxy("ipvs") }), "ipvs", /mode ipvs/],
  ["kube-proxy in its default mode", seen({ kubeProxy: kubeProxy("") }), "iptables", /default/],
  ["kube-proxy in a mode of the future", seen({ kubeProxy: kubeProxy("ebpf") }), "unknown", /not known/],
  ["kube-proxy beside Cilium", seen({ kubeProxy: kubeProxy("iptables"), hasCiliumAgent: true }), "iptables", /cilium-agent runs beside/],
  [
    "kube-proxy whose mode is hidden, with xtables' nat",
    seen({ kubeProxy: kubeProxy() }, { natTable: "present" }),
    "iptables",
    /table nat/,
  ],
  [
    "kube-proxy whose mode is hidden, without a hint",
    seen({ kubeProxy: kubeProxy() }, { natTable: "forbidden" }),
    "unknown",
    /but its command line/,
  ],
  ["k3s without a hint", seen({ embeddingProxy: "k3s-agent" }), "unknown", /k3s-agent/],
  [
    "Cilium alone",
    seen({ hasCiliumAgent: true, hasKubelet: true }, { ciliumInterfaces: ["cilium_host"] }),
    "cilium",
    /kube-proxy does not/,
  ],
  [
    "Cilium's interfaces with hidden processes",
    seen({ seesAll: false }, { ciliumInterfaces: ["cilium_host"] }),
    "unknown",
    /cilium_host.*hidden/,
  ],
  ["kubelet with another proxy", seen({ hasKubelet: true }), "unknown", /something else/],
];

for (const [what, evidence, hasCilium] of [
  ["Cilium's agent beside kube-proxy", seen({ kubeProxy: kubeProxy("iptables"), hasCiliumAgent: true }), true],
  ["Cilium's interface with hidden processes", seen({ seesAll: false }, { ciliumInterfaces: ["cilium_host"] }), true],
  ["an interface that Cilium left behind", seen({ kubeProxy: kubeProxy("iptables") }, { ciliumInterfaces: ["cilium_host"] }), undefined],
  ["containers of LXC", seen({ seesAll: false }, { ciliumInterfaces: ["lxc1"] }), undefined],
] as const) {
  test(`${what}: maps of Cilium are ${hasCilium ? "to be looked at" : "not expected"}`, () => {
    assert.equal(judgeDataPlane(evidence).hasCilium, hasCilium);
  });
}

for (const [what, evidence, kind, because] of cases) {
  test(`${what}: ${kind}`, () => {
    const judgement = judgeDataPlane(evidence);
    assert.equal(judgement.kind, kind);
    assert.match(judgement.because, because);
  });
}
