import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

export const root = join(import.meta.dirname, "../..");
export const chart = join(root, "deploy/helm/ullage");

/** Why the chart cannot be rendered here, or false. */
export const skipWithoutHelm = spawnSync("helm", ["version"]).status === 0 ? false : "helm is not here";

export type Values = Readonly<Record<string, unknown>>;
export type Manifest = Readonly<Record<string, unknown>>;

export interface Rendering {
  readonly manifests: readonly Manifest[];
  /** What helm refuses with; empty where it does not. */
  readonly refusal: string;
}

/** The chart as `helm template` makes it. Values are given as JSON on standard input, which is YAML. */
export function renderChart(values: Values = {}, ...parameters: readonly string[]): Rendering {
  const { status, stdout, stderr } = spawnSync(
    "helm",
    ["template", "node", chart, "--namespace", "monitoring", "--values", "-", ...parameters],
    {
      encoding: "utf8",
      input: JSON.stringify(values),
      timeout: 60_000,
    },
  );
  if (status !== 0) return { manifests: [], refusal: stderr };
  // Helm and the API server read YAML 1.1, in which 0400 is octal and `on` a boolean.
  const manifests = parseAllDocuments(stdout, { version: "1.1" }).flatMap((document) => {
    for (const error of document.errors) throw error;
    const manifest: unknown = document.toJS();
    return isObject(manifest) ? [manifest] : [];
  });
  return { manifests, refusal: "" };
}

export function ofKind(manifests: readonly Manifest[], kind: string): readonly Manifest[] {
  return manifests.filter((manifest) => manifest["kind"] === kind);
}

/** The value at a path such as `spec.template.spec.containers.0.args`; undefined where the path ends early. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((from, name) => {
    if (Array.isArray(from)) return from[Number(name)];
    return isObject(from) ? from[name] : undefined;
  }, value);
}

export function listAt(value: unknown, path: string): readonly unknown[] {
  const list = at(value, path);
  return Array.isArray(list) ? list : [];
}

export function agentArguments(manifests: readonly Manifest[]): readonly string[] {
  return listAt(ofKind(manifests, "DaemonSet")[0], "spec.template.spec.containers.0.args").map(String);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Everything that can be turned on, at once. */
export const everything: Values = {
  namespaceNames: true,
  hostFiles: true,
  settings: { "usage.warningRatio": 0.8 },
  watchEndpoints: true,
  nodeCondition: true,
  compatibilityMetrics: true,
  api: {
    allowedHosts: ["agent.example"],
    onNodeAddress: { enabled: true, tlsSecretName: "ullage-tls", kubernetesAuth: true, tokenSecretName: "ullage-token" },
  },
  exemptPort: true,
  otlp: { endpoint: "https://collector.example/v1/metrics", headers: { tenant: "a" }, headersSecret: { name: "otlp" } },
  image: { digest: `sha256:${"0".repeat(64)}` },
  imagePullSecrets: [{ name: "registry" }],
  affinity: { nodeAffinity: {} },
  extraEnv: [{ name: "NODE_EXTRA_CA_CERTS", value: "/etc/ullage/tls/ca.crt" }],
  extraArgs: ["--otlp-interval", "60"],
  podAnnotations: { a: "b" },
  podLabels: { c: "d" },
  appArmorProfile: "Unconfined",
  seLinuxOptions: { type: "spc_t" },
  livenessProbe: true,
  podMonitor: { enabled: true },
  prometheusRule: { enabled: true, runbookBase: "https://wiki.example.com/alerts/" },
  dashboards: { enabled: true },
};
