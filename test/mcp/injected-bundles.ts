import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fixtures } from "./fixtures-folder.ts";
import { payloadSource } from "./payloads.ts";

/** Bundles with foreign text in every place that text can come from, or with as much text that says nothing in the same places. */
export function writeInjectedBundles(folder: string, isInjected: boolean, first: number, next = payloadSource(isInjected, first)): void {
  mkdirSync(folder, { recursive: true });
  for (const name of recordingsToInject) {
    const target = join(folder, name);
    cpSync(join(fixtures, "recordings", name), target, { recursive: true });
    rmSync(join(target, "expected.json"));
    injectSnapshots(target, next);
  }
  injectUllageBundle(join(folder, "ullage-node-a"), next);
  injectCollectorBundle(join(folder, collectorBundle), next);
  injectArchive(folder, next);
}

export const recordingsToInject = ["full-churn-of-a-deployment", "pod-table-full", "both-limits", "healthy-node", "no-privileges"] as const;
export const collectorBundle = "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8";
export const archive = "archived.tar.gz";

/** Both samples alike: what is called otherwise in one of them is another thing. */
function injectSnapshots(folder: string, next: () => string): void {
  const given = new Map<string, string>();
  for (const name of ["snapshot.json", "earlier.json"]) {
    const path = join(folder, name);
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch {
      continue;
    }
    writeFileSync(path, JSON.stringify(injected(JSON.parse(text), "", given, next)));
  }
}

/** Words of the schema, addresses and times: with anything else in them a snapshot is none. */
const keptFields: ReadonlySet<string> = new Set([
  ...["status", "kind", "origin", "by", "state", "mode", "family", "outcome", "provider", "address", "addresses", "incomplete", "podCidrs"],
  ...["localAddresses", "release", "key", "restsOn", "protocol", "clusterIp", "target", "from", "events"],
]);

export function injected(value: unknown, field: string, given: Map<string, string>, next: () => string): unknown {
  if (typeof value === "string") {
    if (keptFields.has(field) || /^[\d.:a-f]+$/.test(value)) return value;
    const known = given.get(value) ?? `${value} ${next()}`;
    given.set(value, known);
    return known;
  }
  if (Array.isArray(value)) return value.map((item) => injected(item, field, given, next));
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.entries(value).map(([name, part]) => [name, injected(part, name, given, next)] as const);
  // Names of counters are what a driver calls them.
  const more = field === "statistics" ? [[given.get("a counter") ?? remembered(given, "a counter", next()), 1] as const] : [];
  return Object.fromEntries([...inner, ...more]);
}

function remembered(given: Map<string, string>, name: string, text: string): string {
  given.set(name, text);
  return text;
}

function injectUllageBundle(target: string, next: () => string): void {
  cpSync(join(fixtures, "bundles/ullage-node-a"), target, { recursive: true });
  const path = join(target, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  const { files: _, ...rest } = manifest;
  writeFileSync(
    path,
    JSON.stringify({
      ...rest,
      ...{ node: `node-a ${next()}`, cluster: `prod ${next()}`, version: next(), notRead: [{ path: `/var/${next()}`, because: next() }] },
    }),
  );
  injectSnapshots(target, next);
  write(target, "logs/kubelet.log", lines(next, 8));
}

function injectCollectorBundle(target: string, next: () => string): void {
  cpSync(join(fixtures, "bundles", collectorBundle), target, { recursive: true });
  const messages = Array.from({ length: 16 }, (_, at) => {
    const second = String(at).padStart(2, "0");
    return `Jan 15 12:02:${second} ip-10-0-1-2 kubelet[2999]: E0115 12:02:${second}.000000    2999 pod_workers.go:1] "Error syncing pod" pod="${next()}" err="dial tcp 10.0.0.1:443: i/o timeout ${next()}"`;
  });
  appendFileSync(join(target, "var_log/messages"), `${messages.join("\n")}\n`);
  const kernel = Array.from({ length: 16 }, (_, at) => `[864101.${at}00000] neighbour: arp_cache: neighbor table overflow! ${next()}`);
  const drops = Array.from(
    { length: 8 },
    (_, at) => `[864102.${at}00000] nf_conntrack: nf_conntrack: table full, dropping packet ${next()}`,
  );
  appendFileSync(join(target, "kernel/dmesg.current"), `${[...kernel, ...drops].join("\n")}\n`);
  const coredns = Array.from(
    { length: 8 },
    () => `[ERROR] plugin/errors: 2 ${oneLine(next()).replaceAll(/\s/g, "")}. A: read udp 10.0.0.2:4->10.0.0.3:53: i/o timeout`,
  );
  write(target, "var_log/kube-system_coredns-1/coredns/0.log", coredns.join("\n"));
  const [proxy] = globSync("var_log/kube-system_kube-proxy*/kube-proxy/0.log", { cwd: target });
  appendFileSync(join(target, proxy ?? "none"), lines(next, 8));
  appendFileSync(
    join(target, "networking/ethtool.txt"),
    `\nInterface eni${oneLine(next()).replaceAll(" ", "-")}\nNIC statistics:\n     conntrack_allowance_exceeded: 0\n     ${oneLine(next())}: 5\n`,
  );
  appendFileSync(join(target, "sysctls/sysctl_all.txt"), `kernel.domainname = ${oneLine(next())}\nnet.${oneLine(next())} = 3\n`);
  appendFileSync(join(target, "networking/conntrack.txt"), `${oneLine(next())}\n`);
  write(target, "networking/iptables-save.txt", iptables(next));
  write(target, "networking/iproute.txt", `default via 10.0.0.1 dev ${oneLine(next())}\nblackhole 10.9.0.0/16 ${oneLine(next())}\n`);
  write(target, "networking/iprule.txt", `0:\tfrom all lookup ${oneLine(next())}\n`);
  write(target, "networking/resolv.conf", `nameserver ${oneLine(next())}\nsearch ${oneLine(next())}\noptions ndots:5\n`);
  write(target, "cni/10-aws.conflist", JSON.stringify({ name: next(), plugins: [{ type: next() }, { type: next() }] }));
  write(target, "cni/networkutils-env-settings.json", JSON.stringify({ [next()]: next(), AWS_VPC_K8S_CNI_EXTERNALSNAT: next() }));
  write(target, "ipamd/ipamd-env-settings.json", JSON.stringify({ [next()]: next() }));
  write(
    target,
    "kube-proxy/kube-proxy-config.yaml",
    `conntrack:\n  min: 131072\n  maxPerCore: 32768\n# ${oneLine(next())}\nmode: ${oneLine(next())}\n`,
  );
  for (let at = 0; at < 16; at++) write(target, `var_log/${fileName(next())}-${at}.log`, lines(next, 2));
}

/** The same files in an archive, whose members somebody else named. */
function injectArchive(folder: string, next: () => string): void {
  const work = join(folder, "..", `to-pack-${folder.split("/").at(-1)}`);
  cpSync(join(fixtures, "bundles/loose"), work, { recursive: true });
  for (let at = 0; at < 16; at++) write(work, `logs/${fileName(next())}-${at}.log`, lines(next, 2));
  execFileSync("tar", ["--format=pax", "--sort=name", "-czf", join(folder, archive), "-C", work, "."]);
  rmSync(work, { recursive: true });
}

function iptables(next: () => string): string {
  const rules = Array.from({ length: 8 }, () => `[12:600] -A FORWARD -m comment --comment "${oneLine(next())}" -j DROP`);
  return [
    "# Generated by iptables-save v1.8.8",
    "*filter",
    ":FORWARD DROP [3:180]",
    `:KUBE-${oneLine(next())} - [0:0]`,
    ...rules,
    "COMMIT",
    "",
  ].join("\n");
}

function lines(next: () => string, count: number): string {
  return `${Array.from({ length: count }, next).join("\n")}\n`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028]+/g, " ");
}

function fileName(text: string): string {
  return text.replaceAll("/", "|").slice(0, 60);
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
