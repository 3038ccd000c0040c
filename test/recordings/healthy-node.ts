import type { PartName, PartValues } from "../../src/model/node-snapshot.ts";
import { composeTable, type FlowGroup } from "./compose-table.ts";

/** When the recordings say they were taken: no clock is read, so that composing them again changes nothing. */
export const takenAtMs = Date.UTC(2026, 0, 15, 12, 0, 0);

export const hostNamespace = 4_026_531_840;
export const podNamespace = 4_026_532_177;
export const podPid = 4242;
export const nodeAddress = "10.0.0.11";

export const cpus = 4;
/** What kube-proxy is told here, 65,536 for each of four CPUs, and a quarter of it as buckets. */
export const limit = 262_144;

/** An ordinary day: 12,400 entries of sixty pods, nobody with more than a fiftieth. */
export const ordinaryFlows: readonly FlowGroup[] = [
  { kind: "established", entries: 8700, clients: 60 },
  { kind: "idle", entries: 300, clients: 60 },
  { kind: "timeWait", entries: 2000, clients: 60 },
  { kind: "udp", entries: 1200, clients: 60, destination: "10.96.0.10", port: 53, endpoint: "10.0.2.53" },
  { kind: "udpUnanswered", entries: 150, clients: 60, destination: "10.96.0.10", port: 53, endpoint: "10.0.2.53" },
  { kind: "synSent", entries: 50, clients: 60 },
];

const quietCounters = { found: 40, invalid: 120, insert: 0, insertFailed: 0, drop: 0, earlyDrop: 0, clashResolve: 0, searchRestart: 9 };

/** What every namespace has counted since it began, and does not count further. */
const quietNetwork = {
  tcpActiveOpens: 8120,
  tcpAttemptFails: 31,
  tcpEstabResets: 12,
  tcpRetransSegs: 410,
  tcpSynRetrans: 44,
  tcpTimeouts: 97,
  tcpRetransFail: 0,
  udpNoPorts: 3,
  udpInErrors: 0,
  udpSndbufErrors: 0,
  ipOutDiscards: 2,
  ipOutNoRoutes: 8,
};

/**
 * A worker of four CPUs in a cluster on Amazon's cloud, with kube-proxy in iptables mode: every part present, every counter still. Figures that decide
 * nothing are plausible and no more.
 */
export const healthyParts: { readonly [P in PartName]: PartValues[P] } = {
  tableUsage: { count: 12_480, max: limit, buckets: limit / 4, expectMax: 1024 },
  namespaces: [
    { inode: hostNamespace, pid: 1, command: "systemd", isOwn: true, count: 12_480 },
    { inode: podNamespace, pid: podPid, command: "envoy", isOwn: false, count: 118 },
  ],
  cpuCounters: { origin: "procfs", perCpu: Array.from({ length: cpus }, (_, cpu) => ({ cpu, counters: quietCounters })) },
  settings: {
    sysctls: {
      nf_conntrack_acct: 0,
      nf_conntrack_buckets: limit / 4,
      nf_conntrack_events: 2,
      nf_conntrack_max: limit,
      nf_conntrack_tcp_timeout_established: 86_400,
      nf_conntrack_tcp_timeout_time_wait: 120,
      nf_conntrack_timestamp: 0,
      nf_conntrack_udp_timeout: 30,
      nf_conntrack_udp_timeout_stream: 120,
    },
  },
  tableComposition: composeTable(ordinaryFlows),
  kernelLog: { records: [], lost: 0, oldestAtMs: takenAtMs - 9 * 86_400_000 },
  slabMemory: { activeObjects: 12_700, totalObjects: 13_056, objectBytes: 256, totalBytes: 3_342_336 },
  interfaceAllowances: [
    {
      interfaceName: "eth0",
      driver: "ena",
      statistics: {
        bw_in_allowance_exceeded: 0,
        bw_out_allowance_exceeded: 0,
        pps_allowance_exceeded: 0,
        conntrack_allowance_exceeded: 0,
        linklocal_allowance_exceeded: 0,
        conntrack_allowance_available: 271_300,
      },
    },
  ],
  socketQueues: {
    tcpExt: { listenOverflows: 0, listenDrops: 0 },
    tcp: { activeOpens: 8120, passiveOpens: 4410, currEstab: 212 },
    udp: { inDatagrams: 99_120, noPorts: 12 },
    sockets: { socketsUsed: 640, tcpInuse: 231, tcpOrphan: 0, tcpTw: 44, udpInuse: 9 },
  },
  portRanges: { ephemeral: { from: 32_768, to: 60_999 }, reservedPorts: 0, sourceNatDefault: { from: 1024, to: 65_535 } },
  neighbourTable: [
    { family: 4, entries: 61, tableFulls: 0, gcThresh1: 128, gcThresh2: 512, gcThresh3: 1024 },
    { family: 6, entries: 14, tableFulls: 0, gcThresh1: 128, gcThresh2: 512, gcThresh3: 1024 },
  ],
  softnet: { perCpu: Array.from({ length: cpus }, (_, cpu) => ({ cpu, processed: 1_200_345, dropped: 0, timeSqueeze: 2 })) },
  resources: { cpus, memoryTotalBytes: 16_642_998_272, memoryAvailableBytes: 10_737_418_240 },
  kernel: {
    release: "6.1.134-152.225.amzn2023.x86_64",
    modules: [{ name: "nf_conntrack", state: "loaded" }],
    bootedAtMs: takenAtMs - 777_600_000,
  },
  dataPlane: { kind: "iptables", because: "kube-proxy (process 1234) runs in mode iptables by its configuration" },
  kubeProxy: {
    mode: "iptables",
    syncs: [{ lastSyncAtMs: takenAtMs - 9000, lastQueuedAtMs: takenAtMs - 9500, syncs: 2301, syncSeconds: 184 }],
    iptablesRules: { filter: 9, nat: 812 },
  },
  nodeDns: [{ endpoint: "http://169.254.20.10:9253", responses: { NOERROR: 81_203, NXDOMAIN: 40_112, SERVFAIL: 3 } }],
  cloudInstance: { provider: "amazon-ec2", instanceType: "m6i.xlarge", instanceId: "i-0123456789abcdef0", zone: "eu-west-1a" },
  bpfMaps: { maps: [] },
  limitConfiguration: {
    sysctlLines: [],
    kubeProxy: { pid: 1234, from: "/var/lib/kube-proxy/config.conf", maxPerCore: 65_536, min: 131_072 },
  },
  eventListeners: [],
  localAddresses: ["127.0.0.1", nodeAddress],
  neighbours: { incomplete: [] },
  localConnections: [
    { target: "udp 127.0.0.1:9", outcome: "sent" },
    { target: "http://127.0.0.1:10249", outcome: "answered" },
  ],
  addressOwners: {
    from: ["/proc"],
    claims: [],
    services: [],
    nodePorts: [],
    nodes: [{ address: nodeAddress, name: "node", isOwn: true }],
    sockets: [],
  },
  podNetworks: [
    { inode: hostNamespace, pid: 1, name: "systemd", isOwn: true, counters: quietNetwork },
    { inode: podNamespace, pid: podPid, name: "checkout-7d9f6c5b8-x2x4q", namespace: "shop", isOwn: false, counters: quietNetwork },
    { inode: podNamespace + 1, pid: podPid + 100, name: "cart-5f6d7c8b9-abcde", namespace: "shop", isOwn: false, counters: quietNetwork },
    { inode: podNamespace + 2, pid: podPid + 200, name: "prometheus-0", namespace: "monitoring", isOwn: false, counters: quietNetwork },
  ],
};

/** Where the collectors of a live node would have read each part. */
export const sourceOf: Readonly<Record<PartName, string>> = {
  tableUsage: "/proc/sys/net/netfilter/nf_conntrack_{count,max}",
  namespaces: "/proc/<pid>/net/stat/nf_conntrack",
  cpuCounters: "/proc/net/stat/nf_conntrack",
  settings: "/proc/sys/net/netfilter/nf_conntrack_*",
  tableComposition: "ctnetlink dump",
  kernelLog: "/dev/kmsg",
  slabMemory: "/proc/slabinfo",
  interfaceAllowances: "ethtool -S eth0",
  socketQueues: "/proc/net/{netstat,snmp,sockstat}",
  portRanges: "/proc/sys/net/ipv4/ip_local_{port_range,reserved_ports}",
  neighbourTable: "/proc/net/stat/{arp_cache,ndisc_cache}",
  softnet: "/proc/net/softnet_stat",
  resources: "/proc/meminfo",
  kernel: "/proc/sys/kernel/osrelease",
  dataPlane: "/proc/<pid>/comm",
  kubeProxy: "http://127.0.0.1:10249/metrics",
  nodeDns: "http://169.254.20.10:9253/metrics",
  cloudInstance: "http://169.254.169.254/latest",
  bpfMaps: "/sys/class/net",
  limitConfiguration: "/proc/1/root/etc/sysctl.d",
  eventListeners: "/proc/net/netlink",
  localAddresses: "/proc/net/fib_trie",
  neighbours: "/proc/net/arp",
  localConnections: "own connections",
  addressOwners: "/proc/<pid>/cgroup",
  podNetworks: "/proc/<pid>/net/{snmp,netstat}",
};
