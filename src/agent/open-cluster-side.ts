import type { AgentStatus, DeliveryStatus } from "../model/agent-status.ts";
import type { Clock } from "../platform/clock.ts";
import type { RequestAuthority } from "../platform/http/request-authority.ts";
import type { Logger } from "../platform/logger.ts";
import { openInClusterAccess } from "../sources/kubernetes/in-cluster-access.ts";
import { agentDeadlines, KubernetesApi } from "../sources/kubernetes/kubernetes-api.ts";
import { openClusterNames } from "../sources/kubernetes/open-cluster-names.ts";
import type { NameSource } from "../sources/name-source.ts";
import type { AgentClusterOptions } from "./agent-options.ts";
import { ClusterReporter } from "./kubernetes/cluster-reporter.ts";
import { TokenReviewAuthority } from "./kubernetes/token-review-authority.ts";
import type { WorkLedger } from "./works/work-ledger.ts";

/** What the agent has of the cluster that it runs in, and gives it. */
export interface ClusterSide {
  readonly names: NameSource;
  readonly authority?: RequestAuthority;
  look(status: AgentStatus): void;
  delivery(): readonly DeliveryStatus[];
  close(): Promise<void>;
}

export interface ClusterSideSettings {
  readonly node: string;
  readonly options: AgentClusterOptions;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ledger: WorkLedger;
  readonly signal: AbortSignal;
}

/** Waits for nothing: what the cluster says comes when it comes, and a node is watched meanwhile. */
export async function openClusterSide({
  node,
  options,
  environment,
  clock,
  logger,
  ledger,
  signal,
}: ClusterSideSettings): Promise<ClusterSide> {
  const access = openInClusterAccess({ environment });
  const api = new KubernetesApi(access, agentDeadlines);
  const names = await openClusterNames({
    access,
    ownNode: node,
    scope: "node",
    endpointSlices: options.endpoints,
    firstListsMs: 0,
    signal,
  });
  // It keeps a connection open for what is written, and the question of who may ask is written as well.
  const reporter =
    options.events || options.condition || options.authority
      ? new ClusterReporter({ api, node, clock, logger, ledger, events: options.events, condition: options.condition })
      : undefined;
  return {
    names,
    ...(options.authority ? { authority: new TokenReviewAuthority({ api, clock, logger }) } : {}),
    look: (status) => reporter?.look(status),
    delivery: () => reporter?.delivery() ?? [],
    async close() {
      await reporter?.close();
      await names.close();
      api.close();
    },
  };
}
