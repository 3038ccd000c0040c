import { readFileSync } from "node:fs";
import type { RequestOptions } from "node:https";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import type { KubeConfig, User } from "@kubernetes/client-node";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import { field, listField, textField } from "../../wire/kubernetes/json-fields.ts";
import type { ClusterAccess, ClusterTarget } from "./cluster-access.ts";
import { type PlugInCredentials, runCredentialPlugIn } from "./credential-plug-in.ts";

export interface KubeconfigOptions {
  /** The file; otherwise what $KUBECONFIG names, otherwise ~/.kube/config. */
  readonly path?: string;
  /** The file's current context where it is missing. */
  readonly context?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * A kubeconfig as kubectl reads it: client certificates, tokens, plug-ins that are run for a token (aws, gke, azure), the authority, a proxy. The library is loaded
 * here and nowhere else: it costs 88 MB of memory and most of a second, and of it only the reading of the configuration is used.
 */
export async function openKubeconfigAccess(options: KubeconfigOptions): Promise<ClusterAccess> {
  const library = await import("@kubernetes/client-node");
  const files = kubeconfigFiles(options);
  let config: KubeConfig | undefined = loadConfig(library, files, options.context);
  const name = config.getCurrentContext();
  let last: ClusterTarget | undefined;
  let pending: Promise<ClusterTarget> | undefined;
  let refusals = 0;
  let credentials: PlugInCredentials | undefined;
  const closing = new AbortController();
  const plugInCredentials = async (exec: unknown): Promise<PlugInCredentials> => {
    if (credentials !== undefined && Date.now() < (credentials.expiresAtMs ?? Number.POSITIVE_INFINITY)) return credentials;
    const since = refusals;
    const given = await runCredentialPlugIn(exec, closing.signal);
    if (refusals === since) credentials = given;
    return given;
  };
  const ask = async (): Promise<ClusterTarget> => {
    const since = refusals;
    try {
      // What is thrown below is thrown after `pending` was set, and takes it back.
      await Promise.resolve();
      // The configuration is read again after a refusal only: `kubectl config use-context` elsewhere must not turn a running program to another cluster.
      config ??= loadConfig(library, files, name);
      const target = await targetOf(library, config, plugInCredentials);
      if (refusals === since) last = target;
      return target;
    } finally {
      if (refusals === since) pending = undefined;
    }
  };
  const cluster = config.getCurrentCluster();
  return {
    description: `context ${name} (${cluster?.server ?? ""})`,
    ...(cluster === null ? {} : { clusterName: cluster.name }),
    target: () => {
      // Requests that begin together share one run of a plug-in: it may ask a person.
      pending ??= ask();
      return pending;
    },
    forget: (refused) => {
      // Of several requests with the same credentials each is refused; the first to say so is enough.
      if (last === undefined || !hasSameCredentials(refused, last)) return;
      refusals++;
      config = undefined;
      credentials = undefined;
      last = undefined;
      pending = undefined;
    },
    close: () => closing.abort(),
  };
}

function hasSameCredentials(one: ClusterTarget, other: ClusterTarget): boolean {
  const credentials = ({ headers, tls }: ClusterTarget) => [headers["authorization"], tls.cert, tls.key, tls.ca].map(String).join();
  return credentials(one) === credentials(other);
}

type Library = typeof import("@kubernetes/client-node");

function kubeconfigFiles({ path, environment }: KubeconfigOptions): readonly string[] {
  if (path !== undefined) return [path];
  const named = (environment["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file !== "");
  if (named.length > 0) return named;
  const home = environment["HOME"];
  if (home === undefined || home === "") throw new InputError("cluster-access-unusable", "HOME", "is not set, and no kubeconfig was named");
  return [join(home, ".kube", "config")];
}

/** As kubectl merges several files: the first to say something is believed. */
function loadConfig(library: Library, files: readonly string[], context: string | undefined): KubeConfig {
  const merged = new library.KubeConfig();
  // A file of $KUBECONFIG that does not exist is none; one that is named alone must.
  const configs = files.map((file) => readConfig(library, file, files.length > 1)).filter((config) => config !== undefined);
  merged.loadFromOptions({
    clusters: firstOfEachName(configs.flatMap((config) => config.getClusters())),
    users: firstOfEachName(configs.flatMap((config) => config.getUsers())),
    contexts: firstOfEachName(configs.flatMap((config) => config.getContexts())),
    currentContext: context ?? configs.map((config) => config.getCurrentContext()).find((name) => name !== undefined && name !== "") ?? "",
  });
  const where = files.join(delimiter);
  const name = merged.getCurrentContext();
  if (name === "") throw new InputError("cluster-access-unusable", where, "names no current context; give one with --context");
  if (merged.getContextObject(name) === null) {
    const others = merged.getContexts().map((other) => other.name);
    throw new InputError("cluster-access-unusable", where, `has no context ${name}; it has ${others.slice(0, 20).join(", ") || "none"}`);
  }
  if (merged.getCurrentCluster() === null)
    throw new InputError("cluster-access-unusable", where, `context ${name} names a cluster that is not in it`);
  return merged;
}

function readConfig(library: Library, file: string, mayBeMissing: boolean): KubeConfig | undefined {
  try {
    const config = new library.KubeConfig();
    config.loadFromFile(file);
    completeUsers(library, config, file);
    return config;
  } catch (error) {
    const inputError = inputErrorFromErrno(error, file);
    if (inputError?.code === "file-missing" && mayBeMissing) return undefined;
    throw inputError ?? new InputError("cluster-access-unusable", file, `is no kubeconfig: ${reasonOf(error)}`, { cause: error });
  }
}

/** What kubectl does and the library (2.0) leaves out: the field tokenFile, plug-ins named relative to the file, and telling a plug-in its protocol. */
function completeUsers(library: Library, config: KubeConfig, file: string): void {
  const parsed: unknown = library.loadYaml(readFileSync(file, "utf8"));
  const tokenFiles = new Map(
    listField(parsed, "users").flatMap((entry) => {
      const path = textField(field(entry, "user"), "tokenFile", 4096);
      return path === undefined ? [] : [[textField(entry, "name") ?? "", absolute(file, path)] as const];
    }),
  );
  const users = config.getUsers().map((user): User => {
    const tokenFile = tokenFiles.get(user.name);
    return {
      ...user,
      ...(tokenFile !== undefined && { authProvider: { name: "tokenFile", config: { tokenFile } } }),
      ...(user.exec && { exec: completePlugIn(user.exec, file) }),
    };
  });
  config.loadFromOptions({
    clusters: config.getClusters(),
    users,
    contexts: config.getContexts(),
    currentContext: config.getCurrentContext(),
  });
}

function completePlugIn(exec: NonNullable<User["exec"]>, file: string): unknown {
  const command = textField(exec, "command", 4096);
  const protocol = { apiVersion: textField(exec, "apiVersion"), kind: "ExecCredential", spec: { interactive: false } };
  return {
    ...exec,
    ...(command?.includes("/") && { command: absolute(file, command) }),
    env: [...listField(exec, "env"), { name: "KUBERNETES_EXEC_INFO", value: JSON.stringify(protocol) }],
  };
}

function absolute(file: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(file), path);
}

async function targetOf(
  library: Library,
  config: KubeConfig,
  plugInCredentials: (exec: unknown) => Promise<PlugInCredentials>,
): Promise<ClusterTarget> {
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (cluster === null) throw new Error("a context without a cluster was loaded");
  const isPlain = cluster.server.startsWith("http:");
  const options: RequestOptions = {};
  const asking = new library.KubeConfig();
  // The library refuses plain HTTP, which kubectl takes: `kubectl proxy` speaks it. A plug-in is not for the library to run.
  asking.loadFromClusterAndUser(isPlain ? { ...cluster, skipTLSVerify: true } : cluster, {
    ...user,
    name: user?.name ?? "",
    exec: undefined,
  });
  await asking.applyToHTTPSOptions(options);
  const given = user?.exec ? await plugInCredentials(user.exec) : {};
  const { ca, cert, key, servername, rejectUnauthorized, headers, auth, agent } = options;
  return {
    url: cluster.server.replace(/\/+$/, ""),
    headers: {
      ...textHeaders(headers),
      ...(typeof auth === "string" && { authorization: `Basic ${Buffer.from(auth).toString("base64")}` }),
      ...(given.token !== undefined && { authorization: `Bearer ${given.token}` }),
    },
    tls: {
      ...(isPem(ca) && { ca }),
      ...(isPem(cert) && { cert }),
      ...(isPem(key) && { key }),
      ...(given.certificate !== undefined && given.key !== undefined && { cert: given.certificate, key: given.key }),
      ...(servername !== undefined && { servername }),
      ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
    },
    ...(cluster.proxyUrl && typeof agent === "object" && { agent }),
  };
}

function isPem(value: unknown): value is string | Buffer {
  return typeof value === "string" || Buffer.isBuffer(value);
}

function textHeaders(headers: RequestOptions["headers"]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) if (typeof value === "string") texts[name.toLowerCase()] = value;
  return texts;
}

function firstOfEachName<T extends { readonly name: string }>(all: readonly T[]): T[] {
  return [...new Map(all.toReversed().map((one) => [one.name, one])).values()].toReversed();
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}
