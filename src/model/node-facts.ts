/** What is known of a node without asking it; nothing that nobody told is in it. */
export interface NodeFacts {
  readonly name: string;
  readonly cluster?: string;
  /** Of the cloud, such as `i-0abc…`, by the metadata service or by the providerID of the cluster. */
  readonly instanceId?: string;
  readonly zone?: string;
  readonly nodegroup?: string;
  readonly instanceType?: string;
  /** The machine image where a label names it, else the operating system. */
  readonly image?: string;
  readonly isReady?: boolean;
}

/** Of these, what a cluster says of one of its nodes. */
export type ClusterNodeFacts = Omit<NodeFacts, "cluster">;
