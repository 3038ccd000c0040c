import { closeSync, openSync, readSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readBuiltinModules } from "./builtin-modules.ts";
import type { FileTree } from "./file-tree.ts";

/**
 * Whether the kernel has ctnetlink already. A request to a subsystem that is not there makes the kernel load its module, and Ullage loads none:
 * so this is found out from files before anything is asked.
 */
export function findCtnetlink(proc: FileTree): { readonly isThere: boolean; readonly evidence: string } {
  const modules = proc.readTextIfPresent("modules");
  if (modules !== undefined && /^nf_conntrack_netlink /m.test(modules)) return { isThere: true, evidence: "/proc/modules" };
  const release = proc.readTextIfPresent("sys/kernel/osrelease")?.trim() ?? "";
  const builtin = readBuiltinModules(proc, release);
  if (builtin !== undefined) return { isThere: builtin.includes("/nf_conntrack_netlink.ko"), evidence: "modules.builtin" };
  const config = readKernelConfig(proc);
  if (config !== undefined) return { isThere: /^CONFIG_NF_CT_NETLINK=y$/m.test(config), evidence: "/proc/config.gz" };
  return { isThere: hasSymbol(proc.path("kallsyms"), "ctnetlink_dump_table"), evidence: "/proc/kallsyms" };
}

function readKernelConfig(proc: FileTree): string | undefined {
  if (!proc.exists("config.gz")) return undefined;
  return gunzipSync(proc.readBytes("config.gz")).toString("latin1");
}

/** Streams /proc/kallsyms, several megabytes that name every function of the kernel and of its modules, whoever reads it. */
function hasSymbol(path: string, symbol: string): boolean {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return false; // a kernel without CONFIG_KALLSYMS: nothing says that ctnetlink is there, so it is not asked
  }
  try {
    const chunk = Buffer.alloc(65_536);
    let tail = "";
    for (;;) {
      const length = readSync(file, chunk);
      if (length === 0) return false;
      const text = tail + chunk.toString("latin1", 0, length);
      if (text.includes(symbol)) return true;
      tail = text.slice(-symbol.length);
    }
  } finally {
    closeSync(file);
  }
}
