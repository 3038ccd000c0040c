import type { ClusterAccess } from "../../sources/kubernetes/cluster-access.ts";
import type { ClusterOptions } from "./agents-options.ts";

/** The cluster that the options name, by the pod's service account or a kubeconfig. The client's library is loaded for a kubeconfig alone. */
export async function openClusterAccess({ kubeconfig, context, inCluster }: ClusterOptions): Promise<ClusterAccess> {
  const environment = process.env;
  if (inCluster === true) {
    const { openInClusterAccess } = await import("../../sources/kubernetes/in-cluster-access.ts");
    return openInClusterAccess({ environment });
  }
  const { openKubeconfigAccess } = await import("../../sources/kubernetes/kubeconfig-access.ts");
  return openKubeconfigAccess({
    environment,
    ...(kubeconfig === undefined ? {} : { path: kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
}
