export type BundleLayout = "ullage" | "sgfp" | "eks-log-collector" | "loose";

/** Whose bundle it is, by its name and the paths in it. */
export function layoutOf(name: string, paths: readonly string[], hasSnapshot: boolean): BundleLayout {
  const layout = new LayoutByPaths(name);
  for (const path of paths) layout.add(path);
  return layout.now(hasSnapshot);
}

/** The same while paths are still met: each is looked at once, since an archive may have 50,000. */
export class LayoutByPaths {
  #isSgfp: boolean;
  #isEks = false;

  constructor(name: string) {
    this.#isSgfp = /^sgfp_(?:bundle|diag)_/.test(name);
  }

  add(path: string): void {
    this.#isSgfp ||= /(?:^|\/)sgfp_(?:bundle|diag)_[^/]+\//.test(path) || sgfpFile.test(path);
    this.#isEks ||= eksFile.test(path);
  }

  /** By what was added so far. */
  now(hasSnapshot: boolean): BundleLayout {
    if (hasSnapshot) return "ullage";
    if (this.#isSgfp) return "sgfp";
    return this.#isEks ? "eks-log-collector" : "loose";
  }
}

const sgfpFile = /(?:^|\/)node_[^/]+\/node_(?:conntrack_mtu|conntrack_table|pod_ips|dmesg_network)\.txt$/;
const eksFile =
  /(?:^|\/)(?:networking\/(?:conntrack6?|ethtool|iprule)\.txt|sysctls\/sysctl_all\.txt|kernel\/dmesg\.(?:current|boot|human\.current)|system\/(?:instance-id|script-params|procstat)\.txt)$/;

/** The node that a folder of the sgfp toolkit is named after: `node_ip-10-0-1-2.ec2.internal/node_sockstat.txt`. */
export function nodeOfSgfpPath(path: string): string | undefined {
  return /(?:^|\/)node_([^/]+)\/[^/]+(?:\/[^/]+)*$/.exec(path)?.[1];
}

/** The kubectl context in `sgfp_bundle_<context>_<pod>_<time>`, which shows once the pod's name is known from its folder. */
export function clusterOfSgfpName(name: string, paths: readonly string[]): string | undefined {
  const pod = paths.flatMap((path) => /(?:^|\/)pod_([^/]+)\//.exec(path)?.[1] ?? [])[0];
  const bundle = [name, ...paths].flatMap((text) => /(?:^|\/)sgfp_bundle_([^/]+)_\d{8}_\d{6}(?:\/|$|\.)/.exec(text)?.[1] ?? [])[0];
  if (pod === undefined || bundle === undefined || !bundle.endsWith(`_${pod}`)) return undefined;
  return bundle.slice(0, -pod.length - 1);
}

/** What a pod's own network namespace says, or a part of the table picked out for one pod: neither speaks for the node. */
export function isAboutPod(path: string): boolean {
  return /(?:^|\/)pod_[^/]*$/.test(path) || /(?:^|\/)pod_[^/]+\/[^/]*$/.test(path);
}

/** Of the many logs of eks-log-collector and sgfp only those in which the kernel speaks; in loose files everything that looks like one. */
export function mayHoldKernelLines(path: string, layout: BundleLayout): boolean {
  return layout === "loose" || /dmesg|messages|syslog|kern|journal/i.test(path.split("/").at(-1) ?? "");
}
