import { counterAtRest } from "./counter-at-rest.ts";
import { type Remedy, type Situation, stands } from "./remedy.ts";
import { partOf } from "./situation-readings.ts";

/** The link-local address that the cache's own documentation uses. */
const cacheAddress = "169.254.20.10";

export const nodeLocalDns: Remedy = {
  id: "node-local-dns",
  title: "Run the NodeLocal DNS cache",
  kind: "change",
  when: "long-term",
  rating: "YELLOW",
  why: "A cache on each node answers most questions itself, takes them untracked (NOTRACK) and without address translation, and asks on over TCP. It removes the DNS entries, the race of two questions from one port, and most packets to the provider's resolver.",
  helpsAgainst: ["udp-accumulation", "udp-insert-race", "dns-throttled"],
  doesNotHelpAgainst: ["bpf-map-full", "hash-undersized"],
  plan(situation) {
    const kind = partOf(situation, "dataPlane")?.kind;
    // Its rules are iptables' own; under Cilium the same is done with a redirect policy.
    if (kind === "cilium") return undefined;
    const isIpvs = kind === "ipvs";
    return {
      because: reason(situation),
      commands: [
        "curl -fsSLO https://raw.githubusercontent.com/kubernetes/kubernetes/master/cluster/addons/dns/nodelocaldns/nodelocaldns.yaml",
        "DNS_SERVICE=$(kubectl -n kube-system get service kube-dns -o jsonpath='{.spec.clusterIP}')",
        isIpvs
          ? `sed -i "s/__PILLAR__LOCAL__DNS__/${cacheAddress}/g; s/__PILLAR__DNS__DOMAIN__/cluster.local/g; s/,__PILLAR__DNS__SERVER__//g; s/__PILLAR__CLUSTER__DNS__/$DNS_SERVICE/g" nodelocaldns.yaml`
          : `sed -i "s/__PILLAR__LOCAL__DNS__/${cacheAddress}/g; s/__PILLAR__DNS__DOMAIN__/cluster.local/g; s/__PILLAR__DNS__SERVER__/$DNS_SERVICE/g" nodelocaldns.yaml`,
        "kubectl diff -f nodelocaldns.yaml",
        "kubectl apply -f nodelocaldns.yaml",
        ...(isIpvs ? [`# With IPVS the kubelet has to name the cache as well: clusterDNS: ["${cacheAddress}"]`] : []),
      ],
      verify: [
        "ullage analyze --filter protocol=udp --filter port=53 must show far fewer entries than before",
        ...(stands(situation, "dns-throttled")
          ? ["linklocal_allowance_exceeded must stop rising: ullage check --only link-local-allowance --window 10"]
          : []),
        ...(stands(situation, "udp-insert-race") ? ["clash_resolve must stop rising: ullage check --only clash-resolve --window 10"] : []),
        ...(stands(situation, "udp-accumulation") ? counterAtRest(situation) : []),
      ],
      undo: ["kubectl delete -f nodelocaldns.yaml"],
      owner: "the cluster's DNS add-on; some providers have a managed one",
      caution: `The cluster's domain is taken to be cluster.local. A policy that reads tracked state can drop what is untracked (kubernetes issue 98758). Removing it interrupts DNS for a moment on each node${isIpvs ? ", and with IPVS until the kubelet's clusterDNS is put back" : ""}.`,
    };
  },
};

function reason(situation: Situation): string {
  if (stands(situation, "dns-throttled"))
    return "Packets to the provider's resolver are dropped beyond the instance's allowance; a cache sends most of them no more.";
  if (stands(situation, "udp-insert-race"))
    return "Two questions sent at once from one port race each other through the same translation; untracked ones do not.";
  return "Most entries are UDP, and in a cluster most of that is DNS.";
}
