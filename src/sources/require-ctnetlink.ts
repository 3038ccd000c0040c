import { findCtnetlink } from "./ctnetlink-presence.ts";
import type { FileTree } from "./file-tree.ts";
import { SourceAbsent } from "./source-absent.ts";

/** To be called before ctnetlink is asked for anything, since the question itself would make the kernel load the module. */
export function requireCtnetlink(proc: FileTree): void {
  const { isThere, evidence } = findCtnetlink(proc);
  if (isThere) return;
  throw new SourceAbsent(
    "ctnetlink",
    `the kernel module nf_conntrack_netlink is not loaded (${evidence}), and Ullage loads none; an operator can: modprobe nf_conntrack_netlink`,
  );
}
