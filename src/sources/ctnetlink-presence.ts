import { closeSync, openSync, readSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readBuiltinModules } from "./builtin-modules.ts";
import type { FileTree } from "./file-tree.ts";

/**
 * Whether the kernel has ctnetlink already. A request to a subsystem that is not there makes the kernel load its module, and Ullage loads none:
 * so this is found out from files before anything is asked.
 */
export function findCtnetlink(proc: FileTree): KernelPartPresence {
  return findKernelPart(proc, { module: "nf_conntrack_netlink", option: "CONFIG_NF_CT_NETLINK", symbol: "ctnetlink_dump_table" });
}

export interface KernelPartPresence {
  readonly isThere: boolean;
  readonly evidence: string;
}

/** The same for any part that may be a module: by its name, by the option that builds it in, and by a function of it that every release has. */
export function findKernelPart(
  proc: FileTree,
  { module, option, symbol }: { readonly module: string; readonly option: string; readonly symbol: string },
): KernelPartPresence {
  const modules = proc.readTextIfPresent("modules");
  if (modules !== undefined && new RegExp(`^${module} `, "m").test(modules)) return { isThere: true, evidence: "/proc/modules" };
  const release = proc.readTextIfPresent("sys/kernel/osrelease")?.trim() ?? "";
  const builtin = readBuiltinModules(proc, release);
  if (builtin !== undefined) return { isThere: builtin.includes(`/${module}.ko`), evidence: "modules.builtin" };
  const config = readKernelConfig(proc);
  if (config !== undefined) return { isThere: new RegExp(`^${option}=y$`, "m").test(config), evidence: "/proc/config.gz" };
  return { isThere: hasSymbol(proc.path("kallsyms"), symbol), evidence: "/proc/kallsyms" };
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
