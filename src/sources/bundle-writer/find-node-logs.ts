import { join } from "node:path";
import { errnoOf } from "../../platform/errno.ts";
import { FileTree } from "../file-tree.ts";

export interface NodeLog {
  /** From the root of the node. */
  readonly path: string;
  readonly component: LogComponent;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** A log of the whole machine, of which only the lines of our programs are wanted. */
  readonly isShared: boolean;
  /** Of a container's log. */
  readonly pod?: { readonly namespace: string; readonly name: string; readonly container: string };
}

export type LogComponent = "kubelet" | "containerd" | "kube-proxy" | "cni" | "dns" | "system";

/** Logs of kubelet, container runtime, kube-proxy, network plug-in and node's DNS as text. A folder that is missing or forbidden has none. */
export function findNodeLogs(hostRoot: string): readonly NodeLog[] {
  const host = new FileTree(hostRoot);
  return [...podLogs(host), ...plainLogs(host)].toSorted((left, right) => right.modifiedMs - left.modifiedMs);
}

/** What the node has that we cannot read: the journal is a binary format of its own. */
export function unreadableLogs(hostRoot: string): readonly { readonly path: string; readonly because: string }[] {
  const host = new FileTree(hostRoot);
  return ["var/log/journal", "run/log/journal"]
    .filter((path) => host.exists(path))
    .map((path) => ({
      path: `/${path}`,
      because: "the journal is binary; journalctl --since -30min -u kubelet -u containerd writes it as text",
    }));
}

/** /var/log/pods/<namespace>_<pod>_<uid>/<container>/<restarts>.log */
function podLogs(host: FileTree): readonly NodeLog[] {
  return listOrNothing(host, "var/log/pods").flatMap((folder) => {
    const [namespace = "", pod = ""] = folder.split("_");
    return listOrNothing(host, `var/log/pods/${folder}`).flatMap((container) => {
      const component = componentOf(`${pod}/${container}`);
      if (component === undefined) return [];
      return listOrNothing(host, `var/log/pods/${folder}/${container}`)
        .filter((name) => /^\d+\.log$/.test(name))
        .flatMap((name) =>
          logAt(host, `var/log/pods/${folder}/${container}/${name}`, component, {
            isShared: false,
            pod: { namespace, name: pod, container },
          }),
        );
    });
  });
}

function componentOf(podAndContainer: string): LogComponent | undefined {
  if (/kube-proxy/.test(podAndContainer)) return "kube-proxy";
  if (/coredns|node-local-dns|nodelocaldns/.test(podAndContainer)) return "dns";
  return /aws-node|aws-vpc-cni|calico|cilium|flannel|kindnet|weave|antrea|azure-cns|azure-cni|kube-router|multus/.test(podAndContainer)
    ? "cni"
    : undefined;
}

function plainLogs(host: FileTree): readonly NodeLog[] {
  return plainPlaces.flatMap(({ folder, pattern, component, isShared }) =>
    listOrNothing(host, folder)
      .filter((name) => pattern.test(name))
      .flatMap((name) => logAt(host, `${folder}/${name}`, component, { isShared: isShared ?? false })),
  );
}

const plainPlaces: readonly {
  readonly folder: string;
  readonly pattern: RegExp;
  readonly component: LogComponent;
  readonly isShared?: true;
}[] = [
  { folder: "var/log", pattern: /^kubelet.*\.log$/, component: "kubelet" },
  { folder: "var/log", pattern: /^(?:containerd|docker|crio).*\.log$/, component: "containerd" },
  { folder: "var/log", pattern: /^kube-proxy.*\.log$/, component: "kube-proxy" },
  { folder: "var/log", pattern: /^azure-(?:vnet|cns|ipam).*\.log$/, component: "cni" },
  { folder: "var/log/aws-routed-eni", pattern: /\.log$/, component: "cni" },
  { folder: "var/log/calico/cni", pattern: /\.log$/, component: "cni" },
  { folder: "var/log", pattern: /^(?:syslog|messages|daemon\.log)(?:\.1)?$/, component: "system", isShared: true },
];

/** None where the path leads to no regular file, or out of the places where logs are. */
function logAt(host: FileTree, path: string, component: LogComponent, rest: Pick<NodeLog, "isShared" | "pod">): readonly NodeLog[] {
  const real = resolveInside(host, path);
  if (real === undefined) return [];
  try {
    const stats = host.stat(real);
    return stats.isFile() ? [{ path: real, component, bytes: stats.size, modifiedMs: stats.mtimeMs, ...rest }] : [];
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return [];
  }
}

/** Links are followed by hand: they are absolute, and mean the node's root, which may be mounted elsewhere. Docker's logs lie behind one. */
function resolveInside(host: FileTree, path: string): string | undefined {
  let current = path;
  for (let links = 0; links < 4; links++) {
    const target = linkTarget(host, current);
    if (target === undefined) return current;
    current = target.startsWith("/") ? join("/", target).slice(1) : join("/", current, "..", target).slice(1);
    if (!/^var\/(?:log|lib\/docker\/containers|lib\/containers)\//.test(current)) return undefined;
  }
  return undefined;
}

function linkTarget(host: FileTree, path: string): string | undefined {
  try {
    return host.readLink(path);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

function listOrNothing(host: FileTree, folder: string): readonly string[] {
  try {
    return host.list(folder);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return [];
  }
}
