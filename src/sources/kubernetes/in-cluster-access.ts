import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../platform/input-error.ts";
import type { ClusterAccess } from "./cluster-access.ts";

export interface InClusterOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the kubelet mounts token and authority. */
  readonly directory?: string;
}

/**
 * The service account of the pod that the program runs in. Both files are read for every request: a request is made every few minutes, and the kubelet replaces the
 * token at 80 % of its hour and the authority whenever the cluster's changes.
 */
export function openInClusterAccess({ environment, directory = serviceAccountDirectory }: InClusterOptions): ClusterAccess {
  const host = environment["KUBERNETES_SERVICE_HOST"];
  const port = environment["KUBERNETES_SERVICE_PORT"];
  if (host === undefined || host === "" || port === undefined || port === "") {
    throw new InputError(
      "cluster-access-unusable",
      "KUBERNETES_SERVICE_HOST",
      "is not set together with KUBERNETES_SERVICE_PORT, as it is in every pod",
    );
  }
  const url = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return {
    description: url,
    target: async () => {
      const [token, ca] = await Promise.all([readFile(join(directory, "token"), "utf8"), readFile(join(directory, "ca.crt"), "utf8")]);
      return { url, headers: { authorization: `Bearer ${token.trim()}` }, tls: { ca } };
    },
    forget: () => {},
  };
}

const serviceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";
