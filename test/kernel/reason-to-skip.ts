import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";

/** Why this machine cannot hold a laboratory, or undefined when it can. */
export function reasonToSkip(): string | undefined {
  if (process.platform !== "linux") return "needs Linux";
  if (process.getuid?.() !== 0) return "needs root";
  if (!existsSync("/proc/sys/net/netfilter/nf_conntrack_max")) return "needs nf_conntrack in the kernel (is the module loaded?)";
  try {
    accessSync("/proc/sys/net/netfilter/nf_conntrack_max", constants.W_OK);
  } catch {
    return "needs nf_conntrack_max to be writable: not a container, and not another network namespace than the first";
  }
  for (const [tool, version, packageName] of tools) {
    if (spawnSync(tool, [version]).error !== undefined) return `needs the tool ${tool} (package ${packageName})`;
  }
  return undefined;
}

const tools = [
  ["ip", "-V", "iproute2"],
  ["nft", "--version", "nftables"],
  ["conntrack", "--version", "conntrack"],
] as const;
