import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, isObject, listAt, type Manifest } from "./rendered-chart.ts";

/** Docker's profile as Debian's golang-github-containers-common ships it; containerd's RuntimeDefault descends from the same. */
const seccompProfile = "/usr/share/containers/seccomp.json";
export const hasSeccompProfile = existsSync(seccompProfile);

export interface ContainerOptions {
  readonly folder: string;
  /** The laid-out image. */
  readonly imageRoot: string;
  /** What stands for folders of the node that are written to, by the path that the chart names. */
  readonly hostPaths: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

/** What a runtime is told to run for the agent's container, as far as it matters for what the agent may do: `config.json` in `folder`. */
export function writeOciBundle(daemonSet: Manifest | undefined, { folder, imageRoot, hostPaths, command }: ContainerOptions): void {
  spawnSync("runc", ["spec", "--bundle", folder]);
  const path = join(folder, "config.json");
  const spec: unknown = JSON.parse(readFileSync(path, "utf8"));
  const pod = at(daemonSet, "spec.template.spec");
  const security = at(pod, "containers.0.securityContext");
  const capabilities = listAt(security, "capabilities.add").map((name) => `CAP_${String(name)}`);
  const shares = (namespace: string) => at(pod, `host${namespace}`) === true;
  const namespaces = listAt(spec, "linux.namespaces").filter((namespace) => at(namespace, "type") !== "network" || !shares("Network"));
  const mounts = listAt(spec, "mounts").filter((mount) => at(mount, "type") !== "cgroup");
  const config = {
    ...record(spec),
    root: { path: imageRoot, readonly: at(security, "readOnlyRootFilesystem") },
    process: {
      ...record(at(spec, "process")),
      terminal: false,
      user: { uid: at(security, "runAsUser"), gid: at(security, "runAsGroup") },
      cwd: "/opt/ullage",
      env: ["PATH=/usr/local/bin"],
      args: command,
      capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
      noNewPrivileges: at(security, "allowPrivilegeEscalation") === false,
    },
    mounts: [...mounts, ...podMounts(pod, hostPaths)],
    linux: { ...record(at(spec, "linux")), namespaces, ...(hasSeccompProfile ? { seccomp: seccompFor(capabilities) } : {}) },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, JSON.stringify(config));
}

function podMounts(pod: unknown, hostPaths: Readonly<Record<string, string>>): readonly object[] {
  return listAt(pod, "containers.0.volumeMounts").map((mount) => {
    const volume = listAt(pod, "volumes").find((candidate) => at(candidate, "name") === at(mount, "name"));
    const hostPath = at(volume, "hostPath.path");
    const destination = at(mount, "mountPath");
    if (typeof hostPath !== "string") return { destination, type: "tmpfs", source: "tmpfs", options: ["nosuid", "nodev"] };
    const options = ["rbind", at(mount, "readOnly") === true ? "ro" : "rw"];
    return { destination, type: "bind", source: hostPaths[hostPath] ?? hostPath, options };
  });
}

/** The rules that hold for a container with these capabilities on this machine. */
function seccompFor(capabilities: readonly string[]): object {
  const profile: unknown = JSON.parse(readFileSync(seccompProfile, "utf8"));
  const names = (rule: unknown, of: string) => listAt(rule, of).map(String);
  const isOfArchitecture = (rule: unknown, of: string) => names(rule, of).some((name) => architectureNames.includes(name));
  const syscalls = listAt(profile, "syscalls").filter(
    (rule) =>
      names(rule, "includes.caps").every((name) => capabilities.includes(name)) &&
      !names(rule, "excludes.caps").some((name) => capabilities.includes(name)) &&
      (names(rule, "includes.arches").length === 0 || isOfArchitecture(rule, "includes.arches")) &&
      !isOfArchitecture(rule, "excludes.arches"),
  );
  return {
    defaultAction: at(profile, "defaultAction"),
    defaultErrnoRet: at(profile, "defaultErrnoRet") ?? 1,
    architectures: [process.arch === "arm64" ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64"],
    syscalls: syscalls.map((rule) => ({
      names: at(rule, "names"),
      action: at(rule, "action"),
      ...(listAt(rule, "args").length === 0 ? {} : { args: at(rule, "args") }),
      ...(at(rule, "errnoRet") === undefined ? {} : { errnoRet: at(rule, "errnoRet") }),
    })),
  };
}

const architectureNames: readonly string[] = process.arch === "arm64" ? ["arm64", "aarch64"] : ["amd64", "x86_64"];

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw new Error("runc spec gave something else than expected");
  return value;
}
