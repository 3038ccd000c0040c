import { parseCgroupMembership } from "./cgroup.ts";

/** Who started a process, by where it stands in the cgroup tree; all that can be told without asking anybody. */
export type CgroupOwner =
  /** By kubelet. `uid` is as /var/log/pods has it: of a static pod a hash without dashes. */
  | { readonly kind: "pod"; readonly uid: string; readonly containerId?: string }
  | { readonly kind: "container"; readonly id: string }
  /** By systemd; a service where there is one, else a scope such as that of a login. */
  | { readonly kind: "unit"; readonly name: string };

/** From the text of /proc/<pid>/cgroup, version 1, 2 or both; undefined for a process that nobody put anywhere. */
export function parseCgroupOwner(text: string): CgroupOwner | undefined {
  const { unifiedPath, controllerPaths } = parseCgroupMembership(text);
  // On a hybrid machine systemd's own tree has the service, and those of the controllers may have less; a pod is in all of them.
  const systemdPath = controllerPaths.get("name=systemd");
  const paths = [...new Set([unifiedPath, systemdPath, ...controllerPaths.values()])].filter((path) => path !== undefined);
  for (const find of [podOf, containerOf, unitOf])
    for (const path of paths) {
      const owner = find(path);
      if (owner !== undefined) return owner;
    }
  return undefined;
}

/**
 * `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod3f2a…_….slice/cri-containerd-….scope` with kubelet's driver systemd, where the dashes of the
 * uid would be levels of slices and are written `_`; `/kubepods/burstable/pod3f2a…-…/…` with cgroupfs; a colon instead of the last stroke where containerd
 * and kubelet do not agree on the driver. The first one counts: a kubelet inside a pod makes more below it.
 */
function podOf(path: string): CgroupOwner | undefined {
  const found = /[/-]pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?(?=[/:]|$)/.exec(path);
  if (found?.[1] === undefined) return undefined;
  const containerId = containerIdIn(path.slice(found.index + found[0].length));
  return { kind: "pod", uid: found[1].replaceAll("_", "-"), ...(containerId === undefined ? {} : { containerId }) };
}

function containerOf(path: string): CgroupOwner | undefined {
  const id =
    containerIdIn(path) ??
    /\/(?:lxc\.payload\.|lxc\/)([^/]{1,64})/.exec(path)?.[1] ??
    /\/machine\.slice\/machine-([^/]{1,128})\.scope/.exec(path)?.[1];
  return id === undefined ? undefined : { kind: "container", id };
}

/** `cri-containerd-ID.scope`, `crio-ID.scope`, `docker-ID.scope`, `libpod-ID.scope`, `/docker/ID`, `pod…/ID`, `…:cri-containerd:ID`. conmon watches a container and is none. */
function containerIdIn(path: string): string | undefined {
  return /(?:^|[/:]|\/(?:cri-containerd|crio|docker|libpod|nerdctl|podman)-)([0-9a-f]{64})(?:\.scope)?(?=\/|$)/.exec(path)?.[1];
}

function unitOf(path: string): CgroupOwner | undefined {
  const parts = path.split("/");
  const name = parts.findLast((part) => part.endsWith(".service")) ?? parts.findLast((part) => part.endsWith(".scope"));
  return name === undefined || name.length > 255 ? undefined : { kind: "unit", name };
}
