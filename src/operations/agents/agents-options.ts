/** Which agents are asked instead of this node, and how they are reached. */
export interface AgentsOptions {
  /** Addresses, or `kubernetes`. */
  readonly agents?: readonly string[];
  readonly agentsDeadline: number;
  readonly agentsTokenFile?: string;
  readonly agentsCa?: string;
  readonly agentsNamespace?: string;
  readonly agentsSelector: string;
  readonly agentsNode?: readonly string[];
}

/** Which cluster's: that of a kubeconfig, or the one that the program runs in. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly inCluster?: boolean;
}

export const agentsOfCluster = "kubernetes";
