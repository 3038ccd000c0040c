import { type Command, InvalidArgumentError, Option } from "commander";
import { pushEndpoint } from "../agent/push/push-endpoint.ts";
import type { CheckSettings } from "../checks/run-checks.ts";
import { defaultApiPort, defaultMetricsPort } from "../platform/default-addresses.ts";
import { parseSetting } from "./check-settings.ts";
import type { GlobalOptions } from "./command.ts";
import { gathered } from "./option-values.ts";

export interface AgentCommandOptions extends GlobalOptions {
  readonly node?: string;
  readonly proc: string;
  readonly sys: string;
  readonly hostRoot?: string;
  readonly metricsListen: string;
  /** False with --no-api. */
  readonly api: boolean;
  readonly apiListen: string;
  readonly socket?: string;
  readonly allowHost?: readonly string[];
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tokenFile?: string;
  readonly kubernetesAuth?: boolean;
  readonly inCluster?: boolean;
  readonly kubernetesEvents?: boolean;
  readonly nodeCondition?: boolean;
  readonly watchEndpoints?: boolean;
  readonly compatibilityMetrics?: boolean;
  readonly cpuBudget: number;
  readonly incidents?: string;
  readonly incidentsBytes?: number;
  readonly exemptPort?: boolean;
  readonly otlpEndpoint?: string;
  readonly otlpHeader?: readonly (readonly [name: string, value: string])[];
  readonly otlpInterval?: number;
  readonly log: "text" | "json";
  readonly set?: CheckSettings;
}

export function addAgentOptions(command: Command): Command {
  return command
    .addOption(new Option("--node <name>", "this node's name in the cluster; without it $NODE_NAME, else the name that the host has"))
    .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"))
    .addOption(new Option("--sys <path>", "where the node's /sys is mounted").default("/sys"))
    .addOption(new Option("--host-root <path>", "where the root of the node is mounted; without it what its first process has"))
    .addOption(
      new Option("--metrics-listen <address>", "where /metrics, /healthz and /readyz are answered").default(
        `127.0.0.1:${defaultMetricsPort}`,
      ),
    )
    .addOption(
      new Option(
        "--api-listen <address>",
        "where the API and the status page are answered; anywhere but on loopback only with --tls-cert and one of --token-file and --kubernetes-auth",
      ).default(`127.0.0.1:${defaultApiPort}`),
    )
    .addOption(new Option("--no-api", "no API over TCP"))
    .addOption(new Option("--socket <path>", "the API on a unix socket as well, for root and its own user alone"))
    .addOption(
      new Option("--allow-host <name>", "a name that the API is asked by, beside those of loopback; may be repeated").argParser(
        gathered<string>,
      ),
    )
    .addOption(new Option("--tls-cert <file>", "certificate of the API, PEM; read again when it is replaced"))
    .addOption(new Option("--tls-key <file>", "its key"))
    .addOption(new Option("--token-file <file>", "whoever shows the token in this file may ask the API; read again when it is replaced"))
    .addOption(new Option("--kubernetes-auth", "whoever the cluster allows may ask the API: TokenReview and SubjectAccessReview"))
    .addOption(new Option("--in-cluster", "names of this node's pods from the cluster that this runs in, by the pod's service account"))
    .addOption(new Option("--kubernetes-events", "tell the cluster what begins and ends, as Events of this node"))
    .addOption(
      new Option(
        "--node-condition",
        "keep the condition ConntrackPressure of this node; off by default, since it writes to the node's status",
      ),
    )
    .addOption(
      new Option(
        "--watch-endpoints",
        "also watch which pods are behind services, so that more stale endpoints can be told; costs memory in a large cluster",
      ),
    )
    .addOption(
      new Option(
        "--compatibility-metrics",
        "also the names of node_exporter (node_nf_conntrack_*) and of the DNS monitoring stack (kubernetes_dns_*)",
      ),
    )
    .addOption(
      new Option("--cpu-budget <percent>", "of one core, for all of it: how often the table is walked follows from what a walk costs")
        .argParser(percent)
        .default(2),
    )
    .addOption(
      new Option("--incidents <directory>", "keep a bundle of each incident here; without it, the last 15 minutes are in memory alone"),
    )
    .addOption(new Option("--incidents-bytes <size>", "room for them, as 256MB; the oldest go first (default: 256MB)").argParser(size))
    .addOption(
      new Option(
        "--exempt-port",
        "leave the port of the metrics untracked, by an nftables table of the agent's own that ends with it, however it ends",
      ),
    )
    .addOption(new Option("--otlp-endpoint <url>", "push metrics there by OTLP over HTTP, as http://collector:4318").argParser(endpoint))
    .addOption(new Option("--otlp-header <name=value>", "with this header; may be repeated").argParser(header))
    .addOption(new Option("--otlp-interval <seconds>", "how often (default: 30)").argParser(intervalSeconds))
    .addOption(new Option("--log <form>", "of what the agent says of itself, on stderr").choices(["text", "json"]).default("text"))
    .addOption(new Option("--set <check.threshold=value>", "another threshold; can be given again").argParser(parseSetting));
}

/** What would be passed over in silence is a misunderstanding. */
export function contradictionIn(options: AgentCommandOptions): string | undefined {
  const { inCluster = false, tlsCert, tlsKey, otlpEndpoint, otlpHeader } = options;
  const needsCluster = [
    ["--kubernetes-events", options.kubernetesEvents],
    ["--node-condition", options.nodeCondition],
    ["--watch-endpoints", options.watchEndpoints],
    ["--kubernetes-auth", options.kubernetesAuth],
  ].find(([, wanted]) => wanted === true)?.[0];
  if (!inCluster && needsCluster !== undefined) return `${needsCluster} is for --in-cluster`;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) return "--tls-cert and --tls-key go together";
  if (options.exemptPort === true && /:0$/.test(options.metricsListen))
    return "--exempt-port is for a port that is known beforehand, not for 0";
  if (options.incidents === undefined && options.incidentsBytes !== undefined) return "--incidents-bytes is for --incidents";
  if (otlpEndpoint === undefined && options.otlpInterval !== undefined) return "--otlp-interval is for --otlp-endpoint";
  if (otlpEndpoint === undefined && otlpHeader !== undefined) return "--otlp-header is for --otlp-endpoint";
  const needsApi = [
    ["--token-file", options.tokenFile],
    ["--tls-cert", tlsCert],
    ["--kubernetes-auth", options.kubernetesAuth],
  ].find(([, wanted]) => wanted !== undefined)?.[0];
  if (!options.api && needsApi !== undefined) return `${needsApi} is for the API over TCP, and there is none with --no-api`;
  return undefined;
}

function percent(text: string): number {
  const number = text.trim() === "" ? Number.NaN : Number(text.replace(/%$/, ""));
  if (!(number >= 0.1 && number <= 100)) throw new InvalidArgumentError("It is a percentage of one core from 0.1 to 100.");
  return number;
}

function endpoint(text: string): string {
  const url = pushEndpoint(text);
  if (url === undefined) throw new InvalidArgumentError("It is the http:// or https:// address of an OTLP receiver.");
  return url;
}

function intervalSeconds(text: string): number {
  const number = Number(text);
  if (!(number >= 1 && number <= 3600)) throw new InvalidArgumentError("It is a number of seconds from 1 to 3600.");
  return number;
}

const bytesOf = { "": 1, B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

function size(text: string): number {
  const [, figure, unit = ""] = /^(\d+(?:\.\d+)?)\s*([kKMG]i?B|B)?$/.exec(text.trim()) ?? [];
  const factor = Object.hasOwn(bytesOf, unit) ? bytesOf[unit as keyof typeof bytesOf] : undefined; // one of its own keys
  const bytes = figure === undefined || factor === undefined ? Number.NaN : Math.round(Number(figure) * factor);
  if (!(bytes >= 1e6)) throw new InvalidArgumentError("It is a size of 1MB or more, as 256MB or 1GiB.");
  return bytes;
}

function header(text: string, before: readonly (readonly [string, string])[] = []): readonly (readonly [string, string])[] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)=([\t\x20-\x7e]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("It has the form name=value, as authorization=Bearer abc.");
  return [...before, [name, value]];
}
