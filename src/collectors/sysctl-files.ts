import type { FileTree } from "../sources/file-tree.ts";
import { WireError } from "../wire/bytes/wire-error.ts";
import { parseSysctlNumber } from "../wire/procfs/sysctl.ts";
import { PartMissing } from "./collector.ts";

/** Where the sysctls of connection tracking are, under /proc. */
export const conntrackSysctls = "sys/net/netfilter";

export function readSysctlNumber(proc: FileTree, relative: string): number {
  return requireNumber(proc.readText(relative), proc.path(relative));
}

export function readSysctlNumberIfPresent(proc: FileTree, relative: string): number | undefined {
  const text = proc.readTextIfPresent(relative);
  return text === undefined ? undefined : requireNumber(text, proc.path(relative));
}

/** To throw where a file of connection tracking is missing because the whole subsystem is, or because there is no /proc. */
export function conntrackNotLoaded(proc: FileTree): PartMissing {
  if (!isProc(proc)) return new PartMissing("absent", proc.root, `${proc.root} is not a mounted /proc of Linux`);
  return new PartMissing("absent", proc.path(conntrackSysctls), "nf_conntrack is not loaded: nothing is tracked in this namespace");
}

export function isConntrackLoaded(proc: FileTree): boolean {
  return proc.exists(`${conntrackSysctls}/nf_conntrack_count`);
}

/** Every /proc has the release; another folder, or a machine that is no Linux, has not. */
function isProc(proc: FileTree): boolean {
  return proc.exists("sys/kernel/osrelease");
}

function requireNumber(text: string, path: string): number {
  const value = parseSysctlNumber(text);
  if (value === undefined) throw new WireError("bad-value", 0, `${path} holds no number`);
  return value;
}
