import { ServerProcess } from "./server-process.ts";

export interface AlertmanagerOptions {
  /** Where notifications are posted to. */
  readonly webhookUrl: string;
  readonly groupBy?: readonly string[];
  readonly groupWaitSeconds?: number;
  readonly groupIntervalSeconds?: number;
  /** As Alertmanager's configuration has them. */
  readonly inhibitRules?: readonly object[];
  readonly namespace?: string;
}

export interface HeldAlert {
  readonly labels: Readonly<Record<string, string>>;
  /** `suppressed` where another alert inhibits it. */
  readonly status: { readonly state: "active" | "suppressed" | "unprocessed" };
}

export interface Alertmanager {
  readonly pid: number;
  readonly url: string;
  /** `host:port`, as Prometheus wants it. */
  readonly address: string;
  alerts(): Promise<readonly HeldAlert[]>;
  /** Tells it of alerts as Prometheus does. */
  tell(alerts: readonly Pick<HeldAlert, "labels">[]): Promise<void>;
  logText(): string;
  stop(): Promise<void>;
}

/** Debian's Alertmanager on a loopback port of its own, without the gossip of a cluster, with one receiver for everything. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<Alertmanager> {
  const { webhookUrl, groupBy = ["alertname"], groupWaitSeconds = 1, groupIntervalSeconds = 1, inhibitRules = [], namespace } = options;
  const configuration = {
    route: {
      receiver: "the-test",
      group_by: groupBy,
      group_wait: `${groupWaitSeconds}s`,
      group_interval: `${groupIntervalSeconds}s`,
      repeat_interval: "1h",
    },
    inhibit_rules: inhibitRules,
    receivers: [{ name: "the-test", webhook_configs: [{ url: webhookUrl, send_resolved: true }] }],
  };
  const server = await ServerProcess.start({
    program: "prometheus-alertmanager",
    files: { "alertmanager.yaml": JSON.stringify(configuration) },
    args: (directory) => [
      `--config.file=${directory}/alertmanager.yaml`,
      `--storage.path=${directory}/storage`,
      "--web.listen-address=127.0.0.1:0",
      "--cluster.listen-address=",
    ],
    readyPath: "/-/ready",
    namespace,
  });
  return {
    pid: server.pid,
    url: server.url,
    address: server.url.replace("http://", ""),
    alerts: () => server.get("/api/v2/alerts"),
    tell: async (alerts) => {
      const { status, body } = await server.ask("POST", "/api/v2/alerts", JSON.stringify(alerts));
      if (status !== 200) throw new Error(`Alertmanager answers ${status}: ${body}`);
    },
    logText: () => server.logText,
    stop: () => server.stop(),
  };
}
