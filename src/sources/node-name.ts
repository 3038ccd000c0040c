import { hostname } from "node:os";
import type { FileTree } from "./file-tree.ts";

/** The node's own name for itself; in a container whose /proc is its own, the container's. */
export function nodeNameOf(proc: FileTree): string {
  return proc.readTextIfPresent("sys/kernel/hostname")?.trim() ?? hostname();
}
