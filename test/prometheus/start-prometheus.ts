import { ServerProcess } from "./server-process.ts";

export interface PrometheusOptions {
  readonly targets: readonly ScrapeTarget[];
  readonly scrapeIntervalSeconds?: number;
  /** Texts of rule files. */
  readonly rules?: readonly string[];
  /** `host:port` of an Alertmanager. */
  readonly alertmanager?: string;
  /** Name of a network namespace to run in. */
  readonly namespace?: string;
}

export interface ScrapeTarget {
  readonly job: string;
  /** `host:port` */
  readonly address: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface InstantSample {
  readonly metric: Readonly<Record<string, string>>;
  /** Seconds of the time, and the value as Prometheus writes it. */
  readonly value: readonly [number, string];
}

export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
}

export interface Prometheus {
  readonly pid: number;
  readonly url: string;
  /** A vector, or a scalar as a vector of one. */
  query(expression: string): Promise<readonly InstantSample[]>;
  /** By series. */
  queryRange(expression: string, overSeconds: number, stepSeconds: number): Promise<readonly { readonly values: readonly unknown[] }[]>;
  alerts(): Promise<readonly ActiveAlert[]>;
  /** Of each rule, whether it could be evaluated. */
  rules(): Promise<readonly { readonly name: string; readonly health: string; readonly lastError?: string }[]>;
  /** Health and last error of each target. */
  targets(): Promise<readonly { readonly scrapeUrl: string; readonly health: string; readonly lastError: string }[]>;
  logText(): string;
  stop(): Promise<void>;
}

/** Debian's Prometheus on a loopback port of its own; everything it writes is gone after `stop`. */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const { targets, scrapeIntervalSeconds = 1, rules = [], alertmanager, namespace } = options;
  const ruleFiles = Object.fromEntries(rules.map((text, index) => [`rules-${index}.yaml`, text]));
  const configuration = {
    global: {
      scrape_interval: `${scrapeIntervalSeconds}s`,
      scrape_timeout: `${scrapeIntervalSeconds}s`,
      evaluation_interval: `${scrapeIntervalSeconds}s`,
    },
    rule_files: Object.keys(ruleFiles),
    scrape_configs: [...Map.groupBy(targets, ({ job }) => job)].map(([job, own]) => ({
      job_name: job,
      static_configs: own.map(({ address, labels = {} }) => ({ targets: [address], labels })),
    })),
    ...(alertmanager === undefined ? {} : { alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] } }),
  };
  const server = await ServerProcess.start({
    program: "prometheus",
    files: { "prometheus.yaml": JSON.stringify(configuration), ...ruleFiles },
    args: (directory) => [
      `--config.file=${directory}/prometheus.yaml`,
      `--storage.tsdb.path=${directory}/storage`,
      "--web.listen-address=127.0.0.1:0",
      // An alert that has been sent is sent again after a minute otherwise, and the first of a group may wait for that.
      "--rules.alert.resend-delay=1s",
    ],
    readyPath: "/-/ready",
    namespace,
  });
  return prometheusAt(server);
}

function prometheusAt(server: ServerProcess): Prometheus {
  return {
    pid: server.pid,
    url: server.url,
    query: async (expression) => {
      const { data } = await server.get<QueryAnswer>("/api/v1/query", { query: expression });
      return data.resultType === "scalar" ? [{ metric: {}, value: data.result }] : data.result;
    },
    queryRange: async (expression, overSeconds, stepSeconds) => {
      const end = Date.now() / 1000;
      const range = { start: String(end - overSeconds), end: String(end), step: String(stepSeconds) };
      const { data } = await server.get<{ data: { result: { values: unknown[] }[] } }>("/api/v1/query_range", {
        query: expression,
        ...range,
      });
      return data.result;
    },
    alerts: async () => (await server.get<{ data: { alerts: ActiveAlert[] } }>("/api/v1/alerts")).data.alerts,
    rules: async () =>
      (
        await server.get<{ data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] } }>("/api/v1/rules")
      ).data.groups.flatMap((group) => group.rules),
    targets: async () =>
      (await server.get<{ data: { activeTargets: { scrapeUrl: string; health: string; lastError: string }[] } }>("/api/v1/targets")).data
        .activeTargets,
    logText: () => server.logText,
    stop: () => server.stop(),
  };
}

interface QueryAnswer {
  readonly data:
    | { readonly resultType: "vector"; readonly result: readonly InstantSample[] }
    | { readonly resultType: "scalar"; readonly result: readonly [number, string] };
}
