import type { ExpositionFormat } from "../../metrics/exposition.ts";
import type { HttpListener } from "../../platform/http/http-listener.ts";
import { HttpStartError } from "../../platform/http/http-start-error.ts";
import { resolveListenAddress } from "../../platform/http/listen-address.ts";
import type { RequestAuthority } from "../../platform/http/request-authority.ts";
import type { TlsPaths } from "../../platform/http/tls-files.ts";
import type { Logger } from "../../platform/logger.ts";
import type { IncidentArchive, NodeWatch } from "../agent-parts.ts";
import { authorityGuard, localGuard, type RequestGuard, socketGuard } from "./request-guard.ts";
import type { Route } from "./route.ts";
import { openRouteListener, type RouteListenerOptions } from "./route-listener.ts";
import { type AnswerAlerts, alertsRoute } from "./routes/alerts-route.ts";
import { type CollectBundle, collectRoute } from "./routes/collect-route.ts";
import { diagnoseRoute } from "./routes/diagnose-route.ts";
import { healthRoutes } from "./routes/health-routes.ts";
import { incidentRoutes } from "./routes/incident-routes.ts";
import { metricsRoute } from "./routes/metrics-route.ts";
import { snapshotRoute } from "./routes/snapshot-route.ts";
import { statusPageRoute } from "./routes/status-page-route.ts";
import { topRoute } from "./routes/top-route.ts";
import { StatusAsked } from "./status-asked.ts";

export interface AgentHttpOptions {
  readonly watch: NodeWatch;
  readonly metrics: (format: ExpositionFormat) => string;
  readonly alerts: AnswerAlerts;
  readonly collect: CollectBundle;
  /** Without it nothing is told of incidents. */
  readonly incidents?: IncidentArchive;
  /** `HOST:PORT`; port 0 lets the kernel choose, and `addresses` tells it. */
  readonly metricsListen: string;
  readonly apiListen?: string;
  readonly socketPath?: string;
  /** Names by which the API on a loopback address may be called beside its own. */
  readonly allowedHosts?: readonly string[];
  /** Of the API over TCP; needed where it is reachable from other machines. */
  readonly tls?: TlsPaths;
  /** Asked where the API is reachable from other machines. */
  readonly authority?: RequestAuthority;
  readonly logger: Logger;
  /** How often changed certificates are looked for. */
  readonly rereadMs?: number;
}

export interface AgentHttp {
  readonly addresses: { readonly metrics: string; readonly api?: string; readonly socket?: string };
  /** Takes nothing more, and gives what is under way a moment to end. */
  close(): Promise<void>;
}

/** Throws HttpStartError; what was opened until then is closed again. */
export async function openAgentHttp(options: AgentHttpOptions): Promise<AgentHttp> {
  const opened: HttpListener[] = [];
  const open = async (listener: RouteListenerOptions) => {
    const listening = await openRouteListener(listener);
    opened.push(listening);
    return listening.address;
  };
  const close = async () => {
    await Promise.all(opened.map((listener) => listener.close(graceMs)));
  };
  try {
    const metricsRoutes = [metricsRoute(options.metrics), ...healthRoutes(options.watch)];
    const apiRoutes = [...apiRoutesOf(options), ...metricsRoutes];
    const metrics = await open(await metricsListener(options, metricsRoutes));
    const api = options.apiListen === undefined ? undefined : await open(await apiListener(options, options.apiListen, apiRoutes));
    const socket = options.socketPath === undefined ? undefined : await open(socketListener(options, options.socketPath, apiRoutes));
    return {
      addresses: { metrics, ...(api === undefined ? {} : { api }), ...(socket === undefined ? {} : { socket }) },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What runs when the agent is to end has so long; Kubernetes gives a pod 30 s for everything. */
const graceMs = 5000;

function apiRoutesOf({ watch, alerts, collect, incidents, logger }: AgentHttpOptions): readonly Route[] {
  const asked = new StatusAsked(watch);
  return [
    statusPageRoute(watch, incidents),
    diagnoseRoute(asked),
    topRoute(asked),
    snapshotRoute(asked),
    collectRoute(watch, collect, logger),
    ...(incidents === undefined ? [] : incidentRoutes(watch, incidents)),
    alertsRoute(alerts),
  ];
}

async function metricsListener({ metricsListen, logger }: AgentHttpOptions, routes: readonly Route[]): Promise<RouteListenerOptions> {
  return {
    routes,
    guard: openGuard,
    at: { kind: "tcp", address: await resolveListenAddress(metricsListen) },
    logger,
    maximumConnections: 64,
    maximumRequests: 32,
  };
}

/** Metrics are read by whoever reaches the port, as those of every exporter are. */
const openGuard: RequestGuard = () => {};

async function apiListener(options: AgentHttpOptions, apiListen: string, routes: readonly Route[]): Promise<RouteListenerOptions> {
  const { tls, authority, allowedHosts = [], logger, rereadMs } = options;
  const address = await resolveListenAddress(apiListen);
  if (!address.isLoopback && tls === undefined) {
    throw new HttpStartError("api-needs-tls", `${apiListen} is reachable from other machines, and there is no certificate`);
  }
  if (!address.isLoopback && authority === undefined) {
    throw new HttpStartError("api-needs-authority", `${apiListen} is reachable from other machines, and nobody decides who may ask`);
  }
  if (address.isLoopback && authority !== undefined) logger.warn("on loopback nobody is asked for a token", { address: apiListen });
  return {
    routes,
    guard: address.isLoopback || authority === undefined ? localGuard(allowedHosts) : authorityGuard(authority),
    at: { kind: "tcp", address },
    ...(tls === undefined ? {} : { tls }),
    ...(rereadMs === undefined ? {} : { rereadMs }),
    logger,
    ...apiBounds,
  };
}

function socketListener({ logger }: AgentHttpOptions, path: string, routes: readonly Route[]): RouteListenerOptions {
  return { routes, guard: socketGuard, at: { kind: "socket", path }, logger, ...apiBounds };
}

const apiBounds = { maximumConnections: 32, maximumRequests: 16 } as const;
