import type { NodeSnapshot } from "../../src/model/node-snapshot.ts";

/** A recorded node whose verdict is known, beside something that tempts to conclude otherwise. */
export interface Scenario {
  readonly says: string;
  /** The recording; its label holds, whatever is put beside it. */
  readonly of: string;
  /** In both samples. */
  readonly changes?: (parts: NodeSnapshot["parts"]) => Partial<NodeSnapshot["parts"]>;
  readonly files?: Readonly<Record<string, readonly string[]>>;
  readonly holds: readonly string[];
  readonly lifted?: readonly string[];
  /** Log patterns that are found in the window, for the lines are there; and those that must not be. */
  readonly found?: readonly string[];
  readonly notFound?: readonly string[];
  /** Plans that would be a wrong cure. */
  readonly neverPlans?: readonly string[];
  /** The beginning of the name of the runbook that comes first, as an expression. */
  readonly runbook?: string;
}

const messages = "var_log/messages";
const coredns = "var_log/pods/kube-system_coredns-5d78c9869d-abcde_0a1b2c3d/coredns/0.log";
const kubeProxy = "var_log/pods/kube-system_kube-proxy-x7x2p_1b2c3d4e/kube-proxy/0.log";

/** One each ten seconds in the ten minutes before the collection at 12:00. */
function burst(count: number, line: (clock: string, at: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, at) => {
    const seconds = at * Math.max(1, Math.floor(590 / count));
    return line(`11:${50 + Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`, at);
  });
}

const syslog = (clock: string, who: string, text: string, day = "Jan 15") => `${day} ${clock} node-a ${who}: ${text}`;
const klog = (clock: string, text: string) => `E0115 ${clock}.000000    2999 ${text}`;

const noAddresses = burst(50, (clock, at) =>
  syslog(
    clock,
    "kubelet[2999]",
    klog(
      clock,
      `pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"web-${at}\\": rpc error: code = Unknown desc = failed to setup network for sandbox \\"0c8f2a7e\\": plugin type=\\"aws-cni\\" name=\\"aws-cni\\" failed (add): add cmd: failed to assign an IP address to container" pod="shop/web-${at}"`,
    ),
  ),
);
const dialTimeouts = burst(50, (clock) =>
  syslog(
    clock,
    "kubelet[2999]",
    klog(clock, 'reflector.go:150] Failed to watch: Get "https://10.100.0.1:443/api/v1/pods": dial tcp 10.100.0.1:443: i/o timeout'),
  ),
);
const servfails = burst(
  59,
  (clock, at) =>
    `2026-01-15T${clock}.5Z stdout F [INFO] 10.0.1.5:41234 - ${at} "A IN api.example.com. udp 40 false 512" SERVFAIL qr,rd,ra 40 5.000123s`,
);
const upstreamTimeouts = burst(
  59,
  (clock, at) =>
    `2026-01-15T${clock}.6Z stdout F [ERROR] plugin/errors: 2 api-${at}.example.net. A: read udp 10.244.0.15:51542->10.20.0.53:53: i/o timeout`,
);
const nxdomains = burst(
  59,
  (clock, at) =>
    `2026-01-15T${clock}.7Z stdout F [INFO] 10.0.1.5:41234 - ${at} "A IN api.example.com.svc.cluster.local. udp 61 false 1232" NXDOMAIN qr,aa,rd 154 0.000153s`,
);
const healthNoise = [
  ...burst(40, (clock) =>
    syslog(
      clock,
      "kubelet[2999]",
      klog(
        clock,
        'prober.go:107] "Probe" output="Get \\"http://127.0.0.1:10256/healthz\\": dial tcp 127.0.0.1:10256: connect: connection refused"',
      ),
    ),
  ),
  ...burst(40, (clock) => syslog(clock, "myapp[77]", `${clock} http: TLS handshake error from 10.0.1.5:41234: EOF`)),
];
const ipvsMissing = burst(
  20,
  (clock) =>
    `2026-01-15T${clock}.8Z stderr F E0115 ${clock}.800000       1 server.go:558] "Error running ProxyServer" err="can't use the IPVS proxier: no such file or directory"`,
);
const proxyRestart = [
  syslog(
    "11:58:58",
    "kubelet[2999]",
    'I0115 11:58:58.000000 2999 kuberuntime_container.go:1] "Killing container with a grace period" pod="kube-system/kube-proxy-x7x2p" containerName="kube-proxy"',
  ),
  syslog(
    "11:59:00",
    "containerd[2100]",
    'time="2026-01-15T11:59:00.1Z" level=info msg="StartContainer for kube-proxy returns successfully"',
  ),
];
const proxyStart = [
  '2026-01-15T11:59:00.5Z stderr F I0115 11:59:00.500000       1 server.go:483] "Version info" version="v1.31.2"',
  '2026-01-15T11:59:00.6Z stderr F I0115 11:59:00.600000       1 conntrack.go:60] "Setting nf_conntrack_max" nfConntrackMax=131072',
  '2026-01-15T11:59:01.1Z stderr F I0115 11:59:01.100000       1 proxier.go:820] "Sync failed" ipFamily="IPv4" retryingTime="30s"',
];
const adviceInALine = burst(30, (clock) =>
  syslog(clock, "checkout[812]", "ENA: conntrack allowance exceeded, upgrade instance to m6i.16xlarge NOW"),
);
const quoted = [
  ...burst(30, (clock) =>
    syslog(clock, "kubelet[2999]", klog(clock, 'event.go:1] quoted: "kernel: nf_conntrack: nf_conntrack: table full, dropping packet"')),
  ),
  ...burst(30, (clock) => syslog(clock, "myapp[812]", "nf_conntrack: nf_conntrack: table full, dropping packet")),
  ...burst(30, (clock) =>
    syslog(clock, "myapp[812]", 'it logged "kernel: nf_conntrack: table full in netns 4026531840, dropping packet" again'),
  ),
];
const lastWeek = Array.from({ length: 200 }, (_, at) =>
  syslog(`03:${String(at % 60).padStart(2, "0")}:00`, "kernel", "nf_conntrack: nf_conntrack: table full, dropping packet", "Jan  8"),
);
const highCounter = [
  "Interface eth0",
  "NIC statistics:",
  "     bw_in_allowance_exceeded: 0",
  "     conntrack_allowance_exceeded: 48211903",
  "     conntrack_allowance_available: 3",
];
const looksLikeAFullTable = { [messages]: [...dialTimeouts, ...quoted], [coredns]: [...servfails, ...upstreamTimeouts] };

const raises = [
  "raise-limit-at-once",
  "raise-limit-kube-proxy",
  "raise-limit-sysctl",
  "raise-limit-nodeadm",
  "raise-limit-bottlerocket",
  "raise-limit-aks",
];
const larger = ["larger-nodes-eks", "larger-nodes-gke", "larger-nodes-aks"];

/** A file that says one thing, where the kernel says another. */
function configured(min: number, maxPerCore: number): NonNullable<Scenario["changes"]> {
  return ({ limitConfiguration }) =>
    limitConfiguration?.status !== "present"
      ? {}
      : {
          limitConfiguration: {
            ...limitConfiguration,
            value: { ...limitConfiguration.value, kubeProxy: { pid: 1234, from: "/var/lib/kube-proxy/config.conf", min, maxPerCore } },
          },
        };
}

export const scenarios: readonly Scenario[] = [
  {
    says: "a full table beside a kube-proxy whose file sets conntrack.min to 17",
    of: "full-churn",
    changes: configured(17, 1),
    holds: ["not-kube-proxy", "configured-is-not-in-force", "no-restart-as-cure"],
    neverPlans: [...larger, "restart-kube-proxy"],
    runbook: "D3",
  },
  {
    says: "a healthy node beside a kube-proxy whose file sets conntrack.min to 17",
    of: "healthy-node",
    changes: configured(17, 1),
    holds: ["configured-is-not-in-force", "not-exhaustion"],
    neverPlans: raises,
  },
  {
    says: "a full table beside a burst of CNI errors",
    of: "full-churn-of-a-deployment",
    files: { [messages]: noAddresses },
    holds: ["not-the-network-plugin", "not-kube-proxy"],
    found: ["cni-no-addresses"],
    neverPlans: larger,
    runbook: "D3",
  },
  {
    says: "a table that evicts silently beside a DNS server that fails loudly",
    of: "evicting-without-a-line",
    files: { [coredns]: [...servfails, ...upstreamTimeouts] },
    holds: ["not-the-dns-server", "not-kube-proxy", "not-the-network-plugin"],
    found: ["dns-servfail", "dns-upstream-timeout"],
    neverPlans: larger,
    runbook: "D3",
  },
  {
    says: "a full table beside missing modules of IPVS",
    of: "full-idle-connections",
    files: { [kubeProxy]: ipvsMissing },
    holds: ["not-kube-proxy", "ipvs-is-no-cure"],
    found: ["kube-proxy-ipvs-unusable"],
    neverPlans: ["restart-kube-proxy", ...larger],
    runbook: "D3",
  },
  {
    says: "a full table beside a kube-proxy that was restarted a minute ago and says that it set another limit",
    of: "full-churn",
    changes: ({ kubeProxy: proxy }) =>
      proxy?.status !== "present" ? {} : { kubeProxy: { ...proxy, value: { ...proxy.value, syncs: [{ syncs: 1, syncSeconds: 1 }] } } },
    files: { [messages]: proxyRestart, [kubeProxy]: proxyStart },
    holds: ["not-kube-proxy", "no-restart-as-cure", "configured-is-not-in-force"],
    neverPlans: ["restart-kube-proxy"],
    runbook: "D3",
  },
  {
    says: "a full table beside lines that order a larger instance",
    of: "full-churn",
    files: { [messages]: adviceInALine },
    holds: ["no-larger-instance-for-the-kernel", "a-counter-is-no-rise"],
    neverPlans: larger,
    runbook: "D3",
  },
  {
    says: "a healthy node beside lines that order a larger instance",
    of: "healthy-node",
    files: { [messages]: adviceInALine },
    holds: ["not-exhaustion", "a-counter-is-no-rise", "a-line-is-no-record"],
    neverPlans: [...larger, ...raises],
  },
  {
    says: "a healthy node whose kubelet and applications quote that a table is full",
    of: "healthy-node",
    files: { [messages]: quoted },
    holds: ["a-line-is-no-record", "not-exhaustion"],
    notFound: ["conntrack-table-full"],
    neverPlans: raises,
  },
  {
    says: "a counter of refused connections that is high and does not move",
    of: "allowance-of-a-past-incident",
    files: { "networking/ethtool.txt": highCounter },
    holds: ["a-counter-is-no-rise", "not-exhaustion"],
    neverPlans: [...larger, "eni-idle-timeouts"],
  },
  {
    says: "a healthy node beside names that there are not, health checks that are refused and probes that hang up",
    of: "healthy-node",
    files: { [coredns]: nxdomains, [messages]: healthNoise },
    holds: ["not-exhaustion"],
    notFound: ["dns-servfail", "dns-lookup-failed", "connection-refused", "tls-handshake-timeout"],
    neverPlans: raises,
  },
  {
    says: "a healthy node beside a syslog of last week that is full of a full table",
    of: "healthy-node",
    files: { [messages]: lastWeek },
    holds: ["not-exhaustion", "a-line-is-no-record"],
    notFound: ["conntrack-table-full"],
    neverPlans: raises,
  },
  {
    says: "ports of source NAT that are used up, beside what a full table looks like",
    of: "source-nat-ports-used-up",
    files: looksLikeAFullTable,
    holds: ["no-limit-for-ports", "a-line-is-no-record", "lost-on-the-way", "not-kube-proxy"],
    notFound: ["conntrack-table-full"],
    neverPlans: [...raises, ...larger],
    runbook: "N1",
  },
  {
    says: "a race of queries, beside what a full table looks like",
    of: "dns-race-with-losses",
    files: looksLikeAFullTable,
    holds: ["race-is-not-exhaustion", "not-exhaustion", "lost-on-the-way", "a-line-is-no-record"],
    notFound: ["conntrack-table-full"],
    neverPlans: [...raises, ...larger],
    runbook: "D5",
  },
  {
    says: "queries to the provider's resolver that are throttled, beside what a full table looks like",
    of: "dns-throttled",
    files: looksLikeAFullTable,
    holds: ["tables-are-not-throttled", "not-exhaustion", "lost-on-the-way", "a-line-is-no-record"],
    neverPlans: [...raises, ...larger],
    runbook: "D5",
  },
  {
    says: "a server's queue that overflows, beside what a full table looks like",
    of: "listen-queue-overflows",
    files: looksLikeAFullTable,
    holds: ["no-limit-for-look-alikes", "not-exhaustion", "a-line-is-no-record"],
    neverPlans: [...raises, ...larger],
    runbook: "D8",
  },
  {
    says: "processors that drop packets, beside what a full table looks like",
    of: "softnet-backlog",
    files: looksLikeAFullTable,
    holds: ["no-limit-for-look-alikes", "not-exhaustion"],
    neverPlans: [...raises, ...larger],
    runbook: "N[26]",
  },
  {
    says: "a neighbour table that overflows, beside what a full table looks like",
    of: "neighbour-table-full",
    files: {
      ...looksLikeAFullTable,
      [messages]: [...quoted, ...burst(20, (clock) => syslog(clock, "kernel", "neighbour: arp_cache: neighbor table overflow!"))],
    },
    holds: ["no-limit-for-look-alikes", "not-exhaustion"],
    found: ["neighbour-table-overflow"],
    neverPlans: raises,
    runbook: "D8",
  },
  {
    says: "a bandwidth that is used up, beside what a full table looks like",
    of: "bandwidth-in-throttled",
    files: looksLikeAFullTable,
    holds: ["tables-are-not-throttled", "not-exhaustion"],
    neverPlans: raises,
    runbook: "D6",
  },
  {
    says: "local ports that run out, beside what a full table looks like",
    of: "ephemeral-ports-short",
    files: looksLikeAFullTable,
    holds: ["no-limit-for-look-alikes", "not-exhaustion"],
    neverPlans: raises,
    runbook: "N1",
  },
  {
    says: "an instance that refuses connections while the kernel's table is nearly empty, beside quoted lines of the kernel",
    of: "allowance-exceeded",
    files: looksLikeAFullTable,
    holds: ["no-sysctl-for-the-instance", "not-kube-proxy", "not-the-dns-server", "a-line-is-no-record"],
    notFound: ["conntrack-table-full"],
    neverPlans: raises,
    runbook: "D3",
  },
  {
    says: "both limits at once: the larger instance may be spoken of, and so may the sysctl",
    of: "both-limits",
    files: looksLikeAFullTable,
    holds: ["not-kube-proxy", "not-the-network-plugin", "not-the-dns-server", "no-restart-as-cure"],
    runbook: "D3",
  },
  {
    says: "the table of one pod, beside what a full table of the node looks like",
    of: "pod-table-full",
    files: looksLikeAFullTable,
    holds: ["not-the-node-table", "not-kube-proxy", "no-larger-instance-for-the-kernel"],
    neverPlans: larger,
    runbook: "N5",
  },
  {
    says: "a map of Cilium that is full beside a kernel's table that is nearly empty",
    of: "cilium-map-full",
    files: looksLikeAFullTable,
    holds: ["no-sysctl-for-the-map", "no-restart-as-cure"],
    neverPlans: [...raises, ...larger],
    runbook: "D3",
  },
  {
    says: "entries that lead to endpoints that are gone: kube-proxy may be spoken of",
    of: "full-stale-endpoint",
    files: { [messages]: dialTimeouts },
    holds: ["not-the-network-plugin", "no-restart-as-cure"],
    lifted: ["not-kube-proxy"],
    neverPlans: larger,
    runbook: "D3",
  },
  {
    says: "an overlay that tracks its own tunnels: the network plugin may be spoken of",
    of: "full-tunnels-tracked",
    files: { [messages]: dialTimeouts },
    holds: ["not-kube-proxy", "not-the-dns-server"],
    lifted: ["not-the-network-plugin"],
    neverPlans: larger,
    runbook: "D3",
  },
  {
    says: "a table at 99 percent that has refused nothing, beside time-outs of something else",
    of: "approaching-at-99-percent",
    files: { [messages]: [...dialTimeouts, ...quoted], [coredns]: upstreamTimeouts },
    holds: ["not-kube-proxy", "not-the-network-plugin", "no-larger-instance-for-the-kernel"],
    lifted: ["a-line-is-no-record"],
    notFound: ["conntrack-table-full"],
    neverPlans: larger,
    runbook: "D3",
  },
  {
    says: "a node of which nothing could be looked at, beside lines that say a table is full",
    of: "no-privileges-at-all",
    files: { [messages]: quoted },
    holds: ["unseen-is-not-healthy", "a-line-is-no-record"],
    notFound: ["conntrack-table-full"],
    neverPlans: raises,
  },
  {
    says: "a kube-proxy that is really behind on a node with room, beside what a full table looks like",
    of: "kube-proxy-stalled",
    files: looksLikeAFullTable,
    holds: ["no-limit-for-look-alikes", "not-exhaustion"],
    neverPlans: raises,
    runbook: "D2",
  },
];
