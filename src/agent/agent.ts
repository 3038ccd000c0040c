import { agentFamilies } from "../metrics/agent-families.ts";
import { exposition } from "../metrics/exposition.ts";
import { streamBundle } from "../operations/collect-bundle.ts";
import { collectNode } from "../operations/collect-node.ts";
import { addressText, type ListenAddress, resolveListenAddress } from "../platform/http/listen-address.ts";
import type { RequestAuthority } from "../platform/http/request-authority.ts";
import { TokenFileAuthority } from "../platform/http/token-file-authority.ts";
import { createLiveSources, rootBeside } from "../sources/live-sources.ts";
import { nodeNameOf } from "../sources/node-name.ts";
import type { Sources } from "../sources/sources.ts";
import type { AgentOptions } from "./agent-options.ts";
import { answerAlerts } from "./alerts/answer-alerts.ts";
import { AnyAuthority } from "./http/any-authority.ts";
import { openAgentHttp } from "./http/open-http.ts";
import { NodeWatcher } from "./node-watcher.ts";
import { type ClusterSide, openClusterSide } from "./open-cluster-side.ts";
import { FlightRecorder } from "./recorder/flight-recorder.ts";
import { keepMemorySmall } from "./small-memory.ts";
import { WorkLedger } from "./works/work-ledger.ts";

export interface RunningAgent {
  readonly addresses: { readonly metrics: string; readonly api?: string; readonly socket?: string };
  /** Resolved when there is a verdict, or when it is clear that there is nothing to judge. */
  readonly firstLook: Promise<void>;
  verdictLine(): string;
  close(): Promise<void>;
}

/**
 * Puts the parts together and lets them run. Each sees the others only through `AgentStatus` and the interfaces of `agent-parts.ts`. What cannot be begun as it was asked
 * for is thrown, and then nothing runs; what fails later is a status of its part.
 */
export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const opened: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const part of opened.splice(0).reverse()) await part();
  };
  try {
    return await openParts(options, opened, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function openParts(options: AgentOptions, opened: (() => Promise<void> | void)[], close: () => Promise<void>): Promise<RunningAgent> {
  const { proc, sys, hostRoot = rootBeside(proc), version, logger, incidentsDirectory: directory } = options;
  const sources = createLiveSources({ procRoot: proc, sysRoot: sys, hostRoot, walksInThisThread: true });
  opened.push(async () => {
    sources.localHttp.close();
    await sources.conntrack.close();
  });
  const { clock } = sources;
  const node = options.node ?? nodeNameOf(sources.proc);
  const ledger = new WorkLedger(clock);
  opened.push(keepMemorySmall({ ledger, clock, logger }));
  // A name is looked up once, so that what is exempted is what is listened on.
  const metricsAddress = await resolveListenAddress(options.metricsListen);
  // Before anything connects, so that the first connection is exempt already.
  if (options.exemptsPort) opened.push(await exemptPort(metricsAddress, sources));
  const { kubernetes, environment, signal } = options;
  const cluster =
    kubernetes === undefined ? undefined : await openClusterSide({ node, options: kubernetes, environment, clock, logger, ledger, signal });
  if (cluster !== undefined) opened.push(() => cluster.close());
  const bundle = {
    ...{ node, version, hostRoot, podIps: [], walksTwice: false },
    ...(cluster === undefined ? {} : { names: () => cluster.names.current() }),
  };
  const recorder = new FlightRecorder({
    ...{ version, clock, logger, ledger, maximumBytes: options.incidentsBytes },
    ...(directory === undefined ? {} : { directory }),
    collect: (archive, cut) => collectNode(archive, sources, { ...bundle, redactor: undefined, windowSeconds: 5, signal: cut }),
  });
  opened.push(() => recorder.close());
  const families = () => agentFamilies(watcher.status(), { compatibility: options.compatibilityMetrics });
  const push = options.push === undefined ? undefined : await openPushOf(options.push);
  if (push !== undefined) opened.push(() => push.close());
  const watcher = new NodeWatcher(sources, {
    ...{ node, version, ledger, logger, cpuBudget: options.cpuBudget, settings: options.settings },
    ...(cluster === undefined ? {} : { names: cluster.names }),
    deliveries: () => [...(cluster?.delivery() ?? []), ...(push === undefined ? [] : [push.delivery()])],
    incidents: () => recorder.status(),
  });
  opened.push(watcher.subscribe((status) => cluster?.look(status)));
  // Oftener than it is judged: between two judgements a table can fill and empty.
  const recording = setInterval(() => recorder.look(watcher.status()), recordEveryMs);
  opened.push(() => clearInterval(recording));
  const authority = authorityOf(options, cluster);
  const http = await openAgentHttp({
    watch: watcher,
    metrics: (format) => exposition(families(), format),
    alerts: (payload) => answerAlerts(payload, watcher.status()),
    collect: (output, request, cut) =>
      streamBundle(
        sources,
        {
          ...{ ...bundle, ...request, signal: cut },
          more: (redactor) => [recorder.historyFile(redactor)],
          ...(directory === undefined ? {} : { temporaryFolder: directory }),
        },
        output,
      ),
    incidents: recorder.archive(),
    metricsListen: addressText(metricsAddress.host, metricsAddress.port),
    ...(options.apiListen === undefined ? {} : { apiListen: options.apiListen }),
    ...(options.socketPath === undefined ? {} : { socketPath: options.socketPath }),
    allowedHosts: options.allowedHosts,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    ...(authority === undefined ? {} : { authority }),
    logger,
  });
  opened.push(() => http.close());
  watcher.start();
  opened.push(() => watcher.close());
  logger.info("begun", { version, node, metrics: http.addresses.metrics, api: http.addresses.api, socket: http.addresses.socket });
  return {
    addresses: http.addresses,
    firstLook: watcher.firstLook,
    verdictLine: () => verdictLine(watcher),
    close,
  };

  async function openPushOf(settings: NonNullable<AgentOptions["push"]>) {
    const { openPush } = await import("./push/open-push.ts");
    const resource = { "service.instance.id": node, "k8s.node.name": node, "service.version": version };
    return openPush({ ...settings, families, logger, ledger, resource });
  }
}

function verdictLine(watcher: NodeWatcher): string {
  const { judgement, works } = watcher.status();
  if (judgement !== undefined) {
    const { limit, severity, summary } = judgement.diagnosis.verdict;
    return `${limit} · ${severity}: ${summary}`;
  }
  const failed = works.find(({ reason }) => reason !== undefined);
  return `none: ${failed === undefined ? "nothing could be judged" : `${failed.work}: ${failed.reason}`}`;
}

async function exemptPort({ host, port }: ListenAddress, { proc }: Sources): Promise<() => Promise<void>> {
  const { openPortExemption } = await import("../sources/exempt-port.ts");
  const exemption = await openPortExemption({ port, address: host, proc });
  return () => exemption.close();
}

function authorityOf({ tokenFile, logger }: AgentOptions, cluster: ClusterSide | undefined): RequestAuthority | undefined {
  const authorities = [
    ...(tokenFile === undefined ? [] : [new TokenFileAuthority(tokenFile, logger)]),
    ...(cluster?.authority === undefined ? [] : [cluster.authority]),
  ];
  return authorities.length === 0 ? undefined : new AnyAuthority(authorities);
}

const recordEveryMs = 2000;
