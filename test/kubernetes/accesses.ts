import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClusterAccess } from "../../src/sources/kubernetes/cluster-access.ts";
import { openInClusterAccess } from "../../src/sources/kubernetes/in-cluster-access.ts";
import { openKubeconfigAccess } from "../../src/sources/kubernetes/kubeconfig-access.ts";
import type { Authority } from "./certificates.ts";
import type { ScriptedApiServer } from "./scripted-api-server.ts";

/** Whom the server believes. */
export interface Credentials {
  readonly token: string;
  readonly authority: Authority;
}

/** A way to a cluster, as its user prepares it: files that others replace while the program runs. */
export interface PreparedAccess {
  readonly access: ClusterAccess;
  replace(credentials: Credentials): void;
}

export interface AccessKind {
  readonly name: string;
  /** Whether it is the token or the client's certificate that the server knows it by. */
  readonly knownBy: "token" | "certificate";
  prepare(server: ScriptedApiServer, credentials: Credentials): Promise<PreparedAccess>;
}

const newDirectory = () => mkdtempSync(join(tmpdir(), "ullage-access-"));

/** Every way to a cluster that one suite is run against. */
export const accessKinds: readonly AccessKind[] = [
  {
    name: "a service account",
    knownBy: "token",
    prepare: async (server, credentials) => {
      const directory = newDirectory();
      const replace = ({ token, authority }: Credentials) => {
        writeFileSync(join(directory, "token"), token);
        writeFileSync(join(directory, "ca.crt"), authority.ca);
      };
      replace(credentials);
      const { host, port } = server.address;
      const environment = { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port };
      return { access: openInClusterAccess({ environment, directory }), replace };
    },
  },
  kubeconfigKind("a kubeconfig with a token", "token", ({ token }) => ({ token })),
  kubeconfigKind("a kubeconfig with a file for the token", "token", ({ token }, directory) => {
    writeFileSync(join(directory, "token"), token);
    return { tokenFile: "token" };
  }),
  kubeconfigKind("a kubeconfig with a plug-in", "token", ({ token }, directory) => {
    const apiVersion = "client.authentication.k8s.io/v1";
    const plugIn = join(directory, "plug-in");
    // As real plug-ins do, it wants to be told which protocol is spoken.
    writeFileSync(
      plugIn,
      `#!/bin/sh\ncase "$KUBERNETES_EXEC_INFO" in *${apiVersion}*) ;; *) echo "no protocol" >&2; exit 1 ;; esac\n` +
        `echo '{"apiVersion":"${apiVersion}","kind":"ExecCredential","status":{"token":"${token}"}}'\n`,
    );
    chmodSync(plugIn, 0o700);
    return { exec: { apiVersion, command: "./plug-in", args: [], interactiveMode: "Never" } };
  }),
  kubeconfigKind("a kubeconfig with a client certificate", "certificate", ({ authority }) => {
    const { cert, key } = authority.client("jane");
    return { "client-certificate-data": base64(cert), "client-key-data": base64(key) };
  }),
];

/** JSON is YAML. */
export function writeKubeconfig(directory: string, server: string, authority: Authority, user: object, more: object = {}): string {
  const path = join(directory, "config");
  const cluster = { server, "certificate-authority-data": base64(authority.ca), ...more };
  writeFileSync(
    path,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "test",
      clusters: [{ name: "test", cluster }],
      users: [{ name: "jane", user }],
      contexts: [{ name: "test", context: { cluster: "test", user: "jane" } }],
    }),
  );
  return path;
}

function kubeconfigKind(
  name: string,
  knownBy: AccessKind["knownBy"],
  userOf: (credentials: Credentials, directory: string) => object,
): AccessKind {
  return {
    name,
    knownBy,
    prepare: async (server, credentials) => {
      const directory = newDirectory();
      const replace = (current: Credentials) => writeKubeconfig(directory, server.url, current.authority, userOf(current, directory));
      const path = replace(credentials);
      return { access: await openKubeconfigAccess({ path, environment: {} }), replace };
    },
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
