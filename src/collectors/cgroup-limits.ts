import type { NodeResources } from "../model/node-snapshot.ts";
import type { FileTree } from "../sources/file-tree.ts";
import { type CgroupMembership, coresOfQuota, parseCgroupMembership, parseCpuMax, parseMemoryLimit } from "../wire/procfs/cgroup.ts";

/** What Ullage itself may use: the tightest limit from its own cgroup up to the root. Undefined where the machine has no cgroups. */
export function readCgroupLimits(proc: FileTree, sys: FileTree): NodeResources["cgroup"] {
  const text = proc.readTextIfPresent("self/cgroup");
  if (text === undefined) return undefined;
  const membership = parseCgroupMembership(text);
  const version = membership.controllerPaths.has("memory") || membership.unifiedPath === undefined ? 1 : 2;
  const limits = version === 1 ? readVersion1(sys, membership) : readVersion2(sys, membership.unifiedPath ?? "/");
  const memoryLimitBytes = smallest(limits.memory);
  const cpuLimitCores = smallest(limits.cpu);
  return {
    version,
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
    ...(cpuLimitCores === undefined ? {} : { cpuLimitCores }),
  };
}

interface Limits {
  readonly memory: readonly (number | undefined)[];
  readonly cpu: readonly (number | undefined)[];
}

function readVersion2(sys: FileTree, path: string): Limits {
  const folders = ancestors(path).map((folder) => `fs/cgroup${folder}`);
  return {
    memory: folders.map((folder) => parseMemoryLimit(sys.readTextIfPresent(`${folder}/memory.max`) ?? "")),
    cpu: folders.map((folder) => parseCpuMax(sys.readTextIfPresent(`${folder}/cpu.max`) ?? "")),
  };
}

function readVersion1(sys: FileTree, { controllerPaths }: CgroupMembership): Limits {
  const folders = (controller: string) => ancestors(controllerPaths.get(controller) ?? "/").map((path) => `fs/cgroup/${controller}${path}`);
  return {
    memory: folders("memory").map((folder) => parseMemoryLimit(sys.readTextIfPresent(`${folder}/memory.limit_in_bytes`) ?? "")),
    cpu: folders("cpu").map((folder) =>
      coresOfQuota(sys.readTextIfPresent(`${folder}/cpu.cfs_quota_us`) ?? "", sys.readTextIfPresent(`${folder}/cpu.cfs_period_us`) ?? ""),
    ),
  };
}

/**
 * `/a/b` → `/a/b`, `/a`, and the root. A container sees its own cgroup at the root of the mount while the path may still be the host's, so folders
 * that do not exist are no error; a path with `..` points out of the mount and leaves the root only.
 */
function ancestors(path: string): readonly string[] {
  const names = path.split("/").filter(Boolean);
  if (names.includes("..")) return ["/"];
  return Array.from({ length: names.length + 1 }, (_, dropped) => `/${names.slice(0, names.length - dropped).join("/")}`);
}

function smallest(limits: readonly (number | undefined)[]): number | undefined {
  const set = limits.filter((limit) => limit !== undefined);
  return set.length === 0 ? undefined : Math.min(...set);
}
