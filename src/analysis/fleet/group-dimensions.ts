import { isInTrouble } from "../../model/verdict.ts";
import type { Candidate } from "./sample-nodes.ts";

/** What nodes can be grouped by; undefined where nobody told it. The most telling first. */
export const groupDimensions = {
  health: ({ severity }: Candidate) =>
    severity === undefined || severity === "unknown" ? undefined : isInTrouble(severity) ? "unhealthy" : "healthy",
  nodegroup: ({ facts }: Candidate) => facts.nodegroup,
  "instance-type": ({ facts }: Candidate) => facts.instanceType,
  ami: ({ facts }: Candidate) => facts.image,
  az: ({ facts }: Candidate) => facts.zone,
} as const satisfies Readonly<Record<string, (candidate: Candidate) => string | undefined>>;

export type GroupDimension = keyof typeof groupDimensions;

const inOrder: readonly GroupDimension[] = ["health", "nodegroup", "instance-type", "ami", "az"];

/** As many as tell nodes apart and leave no more buckets than may be collected, so that each has one. */
export function splittingDimensions(candidates: readonly Candidate[], maximum: number): readonly GroupDimension[] {
  let chosen: readonly GroupDimension[] = [];
  let buckets = 1;
  for (const dimension of inOrder) {
    const finer = [...chosen, dimension];
    const count = new Set(candidates.map((candidate) => JSON.stringify(finer.map((name) => groupDimensions[name](candidate) ?? null))))
      .size;
    if (count <= buckets || count > maximum) continue;
    chosen = finer;
    buckets = count;
  }
  return chosen;
}
