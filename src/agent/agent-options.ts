import type { CheckSettings } from "../checks/run-checks.ts";
import type { Logger } from "../platform/logger.ts";

export interface AgentOptions {
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As the cluster calls it; without it the name that the host has. */
  readonly node?: string;
  readonly proc: string;
  readonly sys: string;
  readonly hostRoot?: string;
  readonly metricsListen: string;
  /** Without it no API over TCP. */
  readonly apiListen?: string;
  readonly socketPath?: string;
  readonly allowedHosts: readonly string[];
  readonly tls?: { readonly certPath: string; readonly keyPath: string };
  readonly tokenFile?: string;
  /** The cluster that it runs in; undefined where nobody is to be asked. */
  readonly kubernetes: AgentClusterOptions | undefined;
  readonly compatibilityMetrics: boolean;
  /** Part of one core. */
  readonly cpuBudget: number;
  readonly incidentsDirectory?: string;
  readonly incidentsBytes: number;
  readonly exemptsPort: boolean;
  readonly push?: { readonly endpoint: string; readonly headers: Readonly<Record<string, string>>; readonly intervalSeconds: number };
  readonly settings: CheckSettings;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export interface AgentClusterOptions {
  readonly events: boolean;
  readonly condition: boolean;
  readonly endpoints: boolean;
  /** Whether the cluster says who may ask the API. */
  readonly authority: boolean;
}
