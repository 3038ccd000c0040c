import type { KubeProxyLimits, LimitConfiguration } from "../model/node-snapshot.ts";
import { errnoOf } from "../platform/errno.ts";
import type { FileTree } from "../sources/file-tree.ts";
import { flagValue } from "../wire/procfs/process-name.ts";
import { parseSysctlFile } from "../wire/sysctl-file/parse-sysctl-file.ts";
import { defineCollector, PartMissing } from "./collector.ts";
import { findProxyProcesses, readProxyConfiguration } from "./proxy-processes.ts";
import { amount, withRemarks } from "./remarks.ts";

/** Highest first: a file hides those of its name in the folders below (sysctl.d(5)). */
const folders = ["etc/sysctl.d", "run/sysctl.d", "usr/local/lib/sysctl.d", "usr/lib/sysctl.d", "lib/sysctl.d"] as const;
const lastFile = "etc/sysctl.conf";
const maximumFiles = 200;
const maximumFileBytes = 65_536;

export const limitConfiguration = defineCollector({
  part: "limitConfiguration",
  title: "Configuration of the limit",
  why: "Who sets the limit when the node or kube-proxy starts again decides whether a change stays.",
  reads: [
    "/etc/sysctl.conf",
    "/{etc,run,usr/local/lib,usr/lib,lib}/sysctl.d/*.conf",
    "/proc/<pid>/cmdline",
    "/proc/<pid>/root/<kube-proxy's configuration>",
  ],
  capability: { name: "CAP_SYS_PTRACE", gives: "kube-proxy's configuration file, and sysctl's where only the node's /proc is mounted" },
  cost: "cheap",
  async collect({ proc, host }, options) {
    const { files, skipped } = listNodeFiles(host);
    const read = files.map((file) => ({ file, text: readFile(host, file) }));
    const sysctlLines: LimitConfiguration["sysctlLines"] = read.flatMap(({ file, text }) =>
      parseSysctlFile(text ?? "").map((line) => ({ ...line, file: `/${file}` })),
    );
    const { processes } = await findProxyProcesses(proc, options);
    if (processes.kubeProxy === undefined && !host.exists("etc")) {
      throw new PartMissing("absent", host.path("etc"), `${host.root} holds no /etc of a node, and no kube-proxy was seen`);
    }
    const unread = read.filter(({ text }) => text === undefined).map(({ file }) => `/${file}`);
    return {
      value: { sysctlLines, ...(processes.kubeProxy === undefined ? {} : { kubeProxy: limitsOf(proc, processes.kubeProxy.pid) }) },
      source: [host.path(lastFile), ...folders.slice(0, 1).map((folder) => host.path(folder)), proc.path("<pid>/cmdline")].join(", "),
      ...withRemarks(
        unread.length === 0 ? undefined : `not read: ${unread.join(", ")}`,
        skipped === 0 ? undefined : `${amount(skipped, "file", "files")} left out`,
      ),
    };
  },
});

/** In a container that has the node's /proc alone, the node's files are behind the root of its first process, which only CAP_SYS_PTRACE opens. */
function listNodeFiles(host: FileTree): ReturnType<typeof listFiles> {
  try {
    return listFiles(host);
  } catch (error) {
    const code = errnoOf(error);
    if (code !== "EACCES" && code !== "EPERM") throw error;
    const source = host.path(folders[0]);
    throw new PartMissing(
      "forbidden",
      source,
      `no permission to read ${source}; CAP_SYS_PTRACE or a mount of the node's root (--host-root) gives it`,
    );
  }
}

/** In the order in which they are applied: by name, whatever folder they are in, and sysctl.conf last. */
function listFiles(host: FileTree): { readonly files: readonly string[]; readonly skipped: number } {
  const byName = new Map<string, string>();
  for (const folder of folders) {
    for (const name of listIfPresent(host, folder)) if (name.endsWith(".conf") && !byName.has(name)) byName.set(name, `${folder}/${name}`);
  }
  const sorted = [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, path]) => path);
  // Debian and others link 99-sysctl.conf to it, so that it shows twice with the same lines.
  return { files: [...sorted.slice(0, maximumFiles), lastFile], skipped: Math.max(0, sorted.length - maximumFiles) };
}

function listIfPresent(host: FileTree, folder: string): readonly string[] {
  try {
    return host.list(folder);
  } catch (error) {
    const code = errnoOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

/** Undefined when it may not be read or is no ordinary file; empty when there is none. */
function readFile(host: FileTree, file: string): string | undefined {
  try {
    return host.readTextOfRegularFile(file, maximumFileBytes);
  } catch (error) {
    const code = errnoOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return "";
    if (code === undefined) throw error;
    return undefined;
  }
}

function limitsOf(proc: FileTree, pid: number): KubeProxyLimits {
  const { args, file, from } = readProxyConfiguration(proc, pid);
  // The section's own lines are indented; the next key at the margin ends it.
  const section = file === undefined ? "" : (/^conntrack:[ \t]*\r?\n((?:[ \t]+.*\r?\n?)*)/m.exec(file)?.[1] ?? "");
  const inFile = (key: string) => new RegExp(`^[ \\t]+${key}:[ \\t]*["']?(\\d{1,15})["']?[ \\t\\r]*(?:#.*)?$`, "m").exec(section)?.[1];
  const inArguments = (flag: string) => (args === undefined ? undefined : /^\d{1,15}$/.exec(flagValue(args, flag) ?? "")?.[0]);
  const maxPerCore = file === undefined ? inArguments("conntrack-max-per-core") : inFile("maxPerCore");
  const min = file === undefined ? inArguments("conntrack-min") : inFile("min");
  return {
    pid,
    from,
    ...(maxPerCore === undefined ? {} : { maxPerCore: Number(maxPerCore) }),
    ...(min === undefined ? {} : { min: Number(min) }),
  };
}
