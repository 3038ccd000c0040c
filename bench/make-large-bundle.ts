import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { entryShape, listLine } from "./table-shape.ts";

export interface LargeBundlePaths {
  /** The bundle unpacked, and the same packed as its collector does. */
  readonly directory: string;
  readonly archive: string;
  /** Every file of it, from the root of the bundle. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly bytes: number;
}

/**
 * A node's bundle as eks-log-collector leaves it: the table, a hundred megabytes of messages, the logs of kubelet, kube-proxy and of pods. Within it lies an
 * incident: some hundred lines of a full table and what follows from it, among lines that say nothing. The same seed makes the same bytes.
 */
export function makeLargeBundle(
  folder: string,
  { megabytes, seed }: { readonly megabytes: number; readonly seed: number },
): LargeBundlePaths {
  const name = "eks_i-0fedcba9876543210_2026-01-15_1203-UTC_0.7.8";
  const directory = join(folder, name);
  const random = randomNumbers(seed);
  const files: { path: string; bytes: number }[] = [];
  const fill = (path: string, share: number, head: string, lineOf: LineOf) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    files.push({ path, bytes: writeLines(join(directory, path), megabytes * share * 1_000_000, head, lineOf, random) });
  };
  fill("networking/conntrack.txt", 0.3, counters, (number) => listLine(entryShape(number, 5000)));
  fill("var_log/messages", 0.5, "", messagesLine);
  fill("kubelet/kubelet.log", 0.08, "", kubeletLine);
  fill("var_log/kube-system_kube-proxy-x7x2p_1b2c/kube-proxy/0.log", 0.04, proxyStart, proxyLine);
  for (let pod = 0; pod < 8; pod++) fill(`var_log/shop_checkout-${pod}_${pod}f2e/checkout/0.log`, 0.01, "", podLine);
  for (const [path, text] of Object.entries(smallFiles)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
    files.push({ path, bytes: text.length });
  }
  const archive = `${directory}.tar.gz`;
  execFileSync("tar", ["-czf", archive, "-C", folder, name]);
  return { directory, archive, files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

interface LineTime {
  readonly iso: string;
  /** As syslog has it. */
  readonly short: string;
  readonly clock: string;
}

/** `part` says how far into the file the line is, from 0 to 1. */
type LineOf = (number: number, part: number, time: LineTime, random: () => number) => string;

function writeLines(path: string, bytes: number, head: string, lineOf: LineOf, random: () => number): number {
  const file = openSync(path, "w");
  let written = 0;
  try {
    let text = head;
    for (let number = 0; written + text.length < bytes; number++) {
      const part = (written + text.length) / bytes;
      text += lineOf(number, part, timeAt(part), random);
      if (text.length > 1 << 20) {
        written += writeSync(file, text, null, "latin1");
        text = "";
      }
    }
    written += writeSync(file, text, null, "latin1");
  } finally {
    closeSync(file);
  }
  return written;
}

const endMs = Date.UTC(2026, 0, 15, 12, 3, 0);
const twoDaysMs = 2 * 86_400_000;

let latest: LineTime & { readonly second: number } = { second: Number.NaN, iso: "", short: "", clock: "" };

function timeAt(part: number): LineTime {
  const second = Math.floor((endMs - twoDaysMs * (1 - part)) / 1000);
  if (second === latest.second) return latest;
  const iso = new Date(second * 1000).toISOString().slice(0, 19);
  const clock = iso.slice(11);
  latest = { second, iso, clock, short: `Jan ${iso.slice(8, 10)} ${clock}` };
  return latest;
}

/** Mulberry32: good enough to look like a log, and the same everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const host = "ip-10-0-1-2";
const below = (random: () => number, end: number) => Math.floor(random() * end);
const hex = (random: () => number) =>
  below(random, 2 ** 32)
    .toString(16)
    .padStart(8, "0");

/** The incident lies in the last percent: half an hour. */
const incidentFrom = 0.99;

function messagesLine(number: number, part: number, { short, clock }: LineTime, random: () => number): string {
  const pid = 2000 + below(random, 20_000);
  if (part > incidentFrom && random() < 0.06) return `${short} ${host} kernel: nf_conntrack: nf_conntrack: table full, dropping packet\n`;
  if (random() < 0.001) {
    return `${short} ${host} kubelet[2999]: E0115 ${clock}.${100_000 + below(random, 900_000)}    2999 prober.go:104] "Probe errored" err="dial tcp 10.1.7.${10 + below(random, 8)}:8080: i/o timeout" pod="shop/checkout-${below(random, 8)}"\n`;
  }
  switch (number % 6) {
    case 0:
      return `${short} ${host} systemd[1]: Started libcontainer container ${hex(random)}${hex(random)}${hex(random)}${hex(random)}.\n`;
    case 1:
      return `${short} ${host} containerd[1873]: time="2026-01-15T${clock}.${below(random, 1e9)}Z" level=info msg="StopPodSandbox for \\"${hex(random)}${hex(random)}\\" returns successfully"\n`;
    case 2:
      return `${short} ${host} kubelet[2999]: I0115 ${clock}.${100_000 + below(random, 900_000)}    2999 kubelet.go:2453] "SyncLoop (PLEG): event for pod" pod="shop/checkout-${below(random, 8)}" event={"ID":"${hex(random)}-${hex(random)}","Type":"ContainerStarted"}\n`;
    case 3:
      return `${short} ${host} sshd[${pid}]: Connection closed by 10.0.${below(random, 250)}.${below(random, 250)} port ${1024 + below(random, 60_000)} [preauth]\n`;
    case 4:
      return `${short} ${host} dhclient[${pid}]: XMT: Solicit on eth0, interval ${below(random, 120_000)}ms.\n`;
    default:
      return `${short} ${host} ec2net[${pid}]: [get_meta] Getting token for IMDSv2, request ${hex(random)}\n`;
  }
}

function kubeletLine(number: number, part: number, { iso, clock }: LineTime, random: () => number): string {
  const micros = 100_000 + below(random, 900_000);
  const head = `${iso}.${micros}+0000 ${host}.ec2.internal kubelet[2999]: `;
  if (part > incidentFrom && random() < 0.02) {
    return `${head}E0115 ${clock}.${micros}    2999 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://10.100.0.1:443/apis/coordination.k8s.io\\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"\n`;
  }
  return `${head}I0115 ${clock}.${micros}    2999 reconciler_common.go:${100 + (number % 400)}] "operationExecutor.VerifyControllerAttachedVolume started for volume \\"kube-api-access-${hex(random)}\\"" pod="shop/checkout-${below(random, 8)}"\n`;
}

function proxyLine(number: number, part: number, { iso, clock }: LineTime, random: () => number): string {
  const micros = 100_000 + below(random, 900_000);
  if (part > incidentFrom && random() < 0.01) {
    return `${iso}.${micros}000Z stderr F E0115 ${clock}.${micros}       1 proxier.go:1484] "Failed to execute iptables-restore" err="exit status 4: Another app is currently holding the xtables lock"\n`;
  }
  return `${iso}.${micros}000Z stderr F I0115 ${clock}.${micros}       1 proxier.go:${800 + (number % 50)}] "SyncProxyRules complete" elapsed="${below(random, 400)}.${below(random, 1000)}ms" numServices=${200 + below(random, 9)}\n`;
}

function podLine(number: number, part: number, { iso }: LineTime, random: () => number): string {
  const nanos = 100_000_000 + below(random, 900_000_000);
  if (part > incidentFrom && random() < 0.05) {
    return `${iso}.${nanos}Z stderr F level=error msg="payment failed" err="dial tcp 10.200.3.${10 + below(random, 4)}:80: connect: connection timed out" trace=${hex(random)}\n`;
  }
  return `${iso}.${nanos}Z stdout F level=info msg="order ${number}" path=/checkout/${hex(random)} status=200 took=${below(random, 300)}ms trace=${hex(random)}${hex(random)}\n`;
}

const counters = `*** Output of conntrack -S *** \n${[0, 1]
  .map(
    (cpu) =>
      `cpu=${cpu}   \tfound=1200 invalid=88 insert=0 insert_failed=40 drop=40 early_drop=3 error=9 search_restart=0 clash_resolve=2 chaintoolong=0 \n`,
  )
  .join("")}*** Output of conntrack -L ***\n`;

const proxyStart = [
  '2026-01-05T12:00:31.000000000Z stderr F I0105 12:00:31.000000       1 server.go:483] "Version info" version="v1.31.2"',
  '2026-01-05T12:00:31.100000000Z stderr F I0105 12:00:31.100000       1 server_linux.go:66] "Using iptables proxy"',
  "",
].join("\n");

const smallFiles: Readonly<Record<string, string>> = {
  "kernel/uname.txt":
    "Linux ip-10-0-1-2.ec2.internal 6.1.119-129.201.amzn2023.x86_64 #1 SMP PREEMPT_DYNAMIC Mon Dec  2 00:00:00 UTC 2025 x86_64 x86_64 x86_64 GNU/Linux\n",
  "kernel/dmesg.current": "[864100.100000] nf_conntrack: nf_conntrack: table full, dropping packet\n",
  "networking/ethtool.txt":
    "Interface eth0\nNIC statistics:\n     conntrack_allowance_exceeded: 0\n     conntrack_allowance_available: 136812\n",
  "sysctls/sysctl_all.txt": [
    "kernel.hostname = ip-10-0-1-2.ec2.internal",
    "net.ipv4.ip_local_port_range = 32768\t60999",
    "net.netfilter.nf_conntrack_buckets = 131072",
    "net.netfilter.nf_conntrack_count = 524288",
    "net.netfilter.nf_conntrack_max = 524288",
    "net.netfilter.nf_conntrack_tcp_timeout_established = 86400",
    "net.netfilter.nf_conntrack_tcp_timeout_time_wait = 120",
    "",
  ].join("\n"),
  "system/instance-id.txt": "i-0fedcba9876543210\n",
  "system/availability-zone.txt": "us-east-1a\n",
  "system/procstat.txt": "cpu  100 0 100 1000 0 0 0 0 0 0\ncpu0 50 0 50 500 0 0 0 0 0 0\ncpu1 50 0 50 500 0 0 0 0 0 0\nbtime 1767614400\n",
};
