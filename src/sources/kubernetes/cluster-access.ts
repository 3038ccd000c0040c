import type { Agent } from "node:http";

/** How to reach a cluster's API and who asks. Two of them: a pod's service account, and a kubeconfig. */
export interface ClusterAccess {
  /** For remarks; no secret in it. */
  readonly description: string;
  /** As a kubeconfig calls the cluster; a pod is not told. */
  readonly clusterName?: string;
  /** Asked before each request, because tokens and certificates are replaced while the program runs. */
  target(): Promise<ClusterTarget>;
  /** The server did not accept these credentials: what is remembered of them is worthless. Said by each of several requests that ran at once. */
  forget(refused: ClusterTarget): void;
  /** Ends what runs for the next target, such as a plug-in. */
  close?(): void;
}

export interface ClusterTarget {
  /** Without a slash at its end; may have a path, as behind Rancher. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: ClusterTls;
  /** Where a proxy stands between. */
  readonly agent?: Agent;
}

export interface ClusterTls {
  /** The cluster's own authority; the system's where it is missing. */
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}
