/** What a cluster says of one of its nodes beside its addresses; nothing that it does not say. */
export interface ClusterNodeFacts {
  readonly name: string;
  /** Of the cloud, from the providerID: `i-0abc…`. */
  readonly instanceId?: string;
  readonly zone?: string;
  readonly nodegroup?: string;
  readonly instanceType?: string;
  /** The machine image where a label names it, else the operating system. */
  readonly image?: string;
  readonly isReady?: boolean;
}
