import { errnoOf } from "../platform/errno.ts";
import type { FileTree } from "./file-tree.ts";

/**
 * The list of what is built into the kernel; undefined where nobody has it. Our own root has it on the host, and process 1 has the host's where a
 * container shares its processes and may look into them.
 */
export function readBuiltinModules(proc: FileTree, release: string): string | undefined {
  for (const process of ["self", "1"]) {
    try {
      const list = proc.readTextIfPresent(`${process}/root/lib/modules/${release}/modules.builtin`);
      if (list !== undefined) return list;
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
    }
  }
  return undefined;
}
