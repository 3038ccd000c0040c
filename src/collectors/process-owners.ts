import { workloadOfPodName } from "../flows/owners/workload-of-pod-name.ts";
import type { Owner } from "../model/owner.ts";
import { errnoOf } from "../platform/errno.ts";
import type { FileTree } from "../sources/file-tree.ts";
import { type CgroupOwner, parseCgroupOwner } from "../wire/procfs/cgroup-owner.ts";
import { parseProcessName } from "../wire/procfs/process-name.ts";
import { readOfProcess } from "./process-ids.ts";

/** Whose a process is, by its cgroup, with the names that the node itself keeps. What is known of a pod is kept, since it has many processes. */
export class ProcessOwners {
  private readonly proc: FileTree;
  private readonly host: FileTree;
  private readonly ownerByPod = new Map<string, Owner>();
  private podNames: PodNames | undefined;

  constructor(proc: FileTree, host: FileTree) {
    this.proc = proc;
    this.host = host;
  }

  /** Why pods stay without their names, where the node does not tell them. */
  get remark(): string | undefined {
    return this.podNames?.because;
  }

  /** Undefined for a process that has ended or may not be looked at. */
  ownerOf(pid: number): Owner | undefined {
    const cgroup = this.cgroupOf(pid);
    return cgroup === undefined ? this.processItself(pid) : this.named(cgroup, pid);
  }

  /** The most telling one of several processes that share a network namespace: pods before containers, containers before units. */
  ownerOfAny(pids: readonly number[]): Owner | undefined {
    let best: { readonly cgroup: CgroupOwner; readonly pid: number } | undefined;
    for (const pid of pids.slice(0, mostProcessesAsked)) {
      const cgroup = this.cgroupOf(pid);
      if (cgroup === undefined) continue;
      if (best === undefined || ranks[cgroup.kind] < ranks[best.cgroup.kind]) best = { cgroup, pid };
      if (cgroup.kind === "pod") break;
    }
    if (best === undefined) return pids[0] === undefined ? undefined : this.processItself(pids[0]);
    return this.named(best.cgroup, best.pid, pids.slice(0, mostProcessesAsked));
  }

  private cgroupOf(pid: number): CgroupOwner | undefined {
    const text = readOfProcess(() => this.proc.readText(`${pid}/cgroup`));
    return text.status === "read" ? parseCgroupOwner(text.value) : undefined;
  }

  private processItself(pid: number): Owner | undefined {
    const name = readOfProcess(() => this.proc.readText(`${pid}/comm`));
    return name.status === "read" ? { kind: "process", name: parseProcessName(name.value) } : undefined;
  }

  private named(cgroup: CgroupOwner, pid: number, pids: readonly number[] = [pid]): Owner {
    switch (cgroup.kind) {
      case "unit":
        return { kind: "unit", name: cgroup.name };
      case "container":
        return { kind: "container", name: this.hostnameOf(pids) ?? shortId(cgroup.id) };
      case "pod": {
        const known = this.ownerByPod.get(cgroup.uid);
        if (known !== undefined) return known;
        const owner = this.podOwner(cgroup.uid) ?? {
          kind: "container",
          name: this.hostnameOf(pids) ?? shortId(cgroup.containerId ?? cgroup.uid),
        };
        this.ownerByPod.set(cgroup.uid, owner);
        return owner;
      }
    }
  }

  private podOwner(uid: string): Owner | undefined {
    this.podNames ??= readPodNames(this.host);
    const found = this.podNames.byUid.get(uid);
    if (found === undefined) return undefined;
    const { namespace, name } = found;
    const workload = workloadOfPodName(namespace, name);
    return { kind: "pod", name, namespace, ...(workload === undefined ? {} : { workload }) };
  }

  /** The host's name within the container, which for a pod is its own, cut to 63 characters. A process that shares the node's has the node's. */
  private hostnameOf(pids: readonly number[]): string | undefined {
    const nodeName = this.host.readBeginningIfPresent("etc/hostname", 256)?.trim();
    for (const pid of pids) {
      const text = readOfProcess(() => this.readOwnHostname(pid));
      const name = text.status === "read" ? text.value?.trim() : undefined;
      if (name !== undefined && hostnameForm.test(name) && name !== nodeName && name !== "localhost") return name;
    }
    return undefined;
  }

  /** A container chooses its own files: a link in it, followed from here, would lead to one of the node's. */
  private readOwnHostname(pid: number): string | undefined {
    const isOrdinary = this.proc.lstat(`${pid}/root/etc`).isDirectory() && this.proc.lstat(`${pid}/root/etc/hostname`).isFile();
    return isOrdinary ? this.proc.readTextOfRegularFile(`${pid}/root/etc/hostname`, 256) : undefined;
  }
}

/** Of a pod with hundreds of processes the first ones tell as much as all. */
const mostProcessesAsked = 32;
const ranks = { pod: 0, container: 1, unit: 2 } as const satisfies Record<CgroupOwner["kind"], number>;
/** RFC 1123. */
const hostnameForm = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i;

/** As runtimes show them. */
function shortId(id: string): string {
  return /^[0-9a-f-]{32,}$/.test(id) ? id.slice(0, 12) : id;
}

interface PodNames {
  readonly byUid: ReadonlyMap<string, { readonly namespace: string; readonly name: string }>;
  readonly because?: string;
}

/** kubelet makes a folder for the logs of each pod, `<namespace>_<name>_<uid>` (BuildPodLogsDirectory in pkg/kubelet/kuberuntime/helpers.go). */
function readPodNames(host: FileTree): PodNames {
  let folders: readonly string[];
  try {
    folders = host.list("var/log/pods");
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return { byUid: new Map(), because: `pods are shown without their names: ${host.path("var/log/pods")} cannot be listed` };
  }
  const byUid = new Map<string, { readonly namespace: string; readonly name: string }>();
  for (const folder of folders.slice(0, mostPodFolders)) {
    const [, namespace, name, uid] = /^([a-z0-9-]{1,63})_([a-z0-9.-]{1,253})_([0-9a-f-]{32,36})$/.exec(folder) ?? [];
    if (namespace !== undefined && name !== undefined && uid !== undefined) byUid.set(uid, { namespace, name });
  }
  return { byUid };
}

/** kubelet's default is 110 pods at a time, and it removes the folders of those that are gone. */
const mostPodFolders = 20_000;
