import type { Command } from "commander";
import { systemClock } from "../../platform/clock.ts";
import { createLogger } from "../../platform/logger.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { type AgentCommandOptions, addAgentOptions, contradictionIn } from "../agent-options.ts";
import { type CommandModule, type Terminal, withExamples } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { packageVersion } from "../package-version.ts";

export const agent: CommandModule = {
  define(command, terminal) {
    command.description(
      "Watches this node for as long as it runs: samples the table within a budget, judges, answers Prometheus and its own API, tells the cluster if asked to, and keeps what an incident looked like. Nothing on the node is changed but for what is asked for by name (--exempt-port). The exit status is 0 when it was told to end.",
    );
    addAgentOptions(command);
    command.action((_, self: Command) => run(self.optsWithGlobals<AgentCommandOptions>(), self, terminal));
    withExamples(command, [
      ["ullage agent", "This machine: metrics and API on loopback, no cluster needed"],
      ["ullage agent --socket /run/ullage/agent.sock --incidents /var/lib/ullage/incidents", "As a service of the machine"],
      ["ullage agent --in-cluster --node $NODE_NAME --metrics-listen $NODE_IP:9855 --proc /host/proc", "In a DaemonSet"],
      ["ullage agent --otlp-endpoint http://127.0.0.1:4318/v1/metrics", "Where nobody scrapes"],
    ]);
  },
};

async function run(options: AgentCommandOptions, command: Command, terminal: Terminal): Promise<void> {
  const contradiction = contradictionIn(options);
  if (contradiction !== undefined) command.error(`error: ${contradiction}`);
  const { signal } = terminal;
  terminal.takeTimeToEnd(timeToEndMs);
  terminal.goOnUnread();
  const logger = createLogger({ clock: systemClock, form: options.log, write: (line) => terminal.writeError(line) });
  const { startAgent } = await import("../../agent/agent.ts");
  const { apiListen, socket, tlsCert, tlsKey, tokenFile, incidents, otlpEndpoint, otlpHeader, hostRoot } = options;
  const node = options.node ?? process.env["NODE_NAME"];
  const running = await startAgent({
    version: packageVersion(),
    environment: process.env,
    ...(node === undefined || node === "" ? {} : { node }),
    ...{ proc: options.proc, sys: options.sys },
    ...(hostRoot === undefined ? {} : { hostRoot }),
    metricsListen: options.metricsListen,
    ...(options.api ? { apiListen } : {}),
    ...(socket === undefined ? {} : { socketPath: socket }),
    allowedHosts: options.allowHost ?? [],
    ...(tlsCert === undefined || tlsKey === undefined ? {} : { tls: { certPath: tlsCert, keyPath: tlsKey } }),
    ...(tokenFile === undefined ? {} : { tokenFile }),
    kubernetes:
      options.inCluster === true
        ? {
            events: options.kubernetesEvents === true,
            condition: options.nodeCondition === true,
            endpoints: options.watchEndpoints === true,
            authority: options.kubernetesAuth === true,
          }
        : undefined,
    compatibilityMetrics: options.compatibilityMetrics === true,
    cpuBudget: options.cpuBudget / 100,
    ...(incidents === undefined ? {} : { incidentsDirectory: incidents }),
    incidentsBytes: options.incidentsBytes ?? defaultIncidentsBytes,
    exemptsPort: options.exemptPort === true,
    ...(otlpEndpoint === undefined
      ? {}
      : {
          push: {
            endpoint: otlpEndpoint,
            headers: Object.fromEntries(otlpHeader ?? []),
            intervalSeconds: options.otlpInterval ?? defaultOtlpIntervalSeconds,
          },
        }),
    settings: options.set ?? {},
    logger,
    signal,
  });
  try {
    const { metrics, api, socket: socketAddress } = running.addresses;
    const lines = [
      `metrics  http://${metrics}/metrics`,
      ...(api === undefined ? [] : [`page     ${tlsCert === undefined ? "http" : "https"}://${api}/`]),
      ...(socketAddress === undefined ? [] : [`socket   ${socketAddress}`]),
    ];
    terminal.write(`${lines.map(harmlessText).join("\n")}\n`);
    await running.firstLook;
    terminal.write(`verdict  ${harmlessText(running.verdictLine())}\n`);
    await ended(signal);
  } finally {
    await running.close();
  }
  terminal.setExitCode(exitCodes.ok.code);
}

/** As the help of the options says. */
const defaultIncidentsBytes = 256_000_000;
const defaultOtlpIntervalSeconds = 30;

/** For answers under way and what is to be told to the cluster; less than the 30 s after which Kubernetes kills a pod. */
const timeToEndMs = 15_000;

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
