import type { CauseId } from "../model/verdict.ts";
import { counterAtRest } from "./counter-at-rest.ts";
import { draftForWorkload } from "./draft-for-workload.ts";
import type { PlanDraft, Remedy, Situation } from "./remedy.ts";
import { addressOfCause, culpritAddresses, findPodCommand, holderOf, type KnownHolder, type NamedAddress } from "./situation-readings.ts";

/** Below a quarter of the table a client is one among many. */
const noisyShare = 0.25;

interface NoisyPodRow {
  readonly id: string;
  readonly title: string;
  readonly when: Remedy["when"];
  readonly rating: Remedy["rating"];
  readonly why: string;
  readonly commands: readonly string[];
  readonly undo: readonly string[];
  readonly caution: string;
}

const causes: readonly [CauseId, ...CauseId[]] = [
  "connection-leak",
  "connection-churn",
  "burst-or-retry-storm",
  "udp-accumulation",
  "fan-out",
];

const rows: readonly NoisyPodRow[] = [
  {
    id: "stop-noisy-workload",
    title: "Stop the workload that fills the table, or run fewer of it",
    when: "immediate",
    rating: "RED",
    why: "All pods of a node share one table. Stopping the one that fills it is the quickest relief for the others, at the price of what it does.",
    commands: [
      "kubectl -n NAMESPACE get deployment WORKLOAD -o jsonpath='{.spec.replicas}'",
      "kubectl -n NAMESPACE scale deployment WORKLOAD --replicas=FEWER_REPLICAS",
    ],
    undo: ["kubectl -n NAMESPACE scale deployment WORKLOAD --replicas=EARLIER_REPLICAS"],
    caution:
      "It ends the service. Its entries stay until they time out: up to 2 minutes for closed connections, days for established ones that were not closed in order.",
  },
  {
    id: "fence-noisy-workload",
    title: "Cut the noisy pods off from what they connect to",
    when: "immediate",
    rating: "RED",
    why: "What a policy refuses never becomes an entry: the packet is dropped before the connection is confirmed. The pods go on, without that way out.",
    commands: [
      // Everything but DNS is refused to pods with the label.
      "kubectl apply -f - <<'POLICY'",
      "apiVersion: networking.k8s.io/v1",
      "kind: NetworkPolicy",
      "metadata: { name: fence-noisy, namespace: NAMESPACE }",
      "spec:",
      "  podSelector: { matchLabels: { app: APP } }",
      "  policyTypes: [Egress]",
      "  egress:",
      "    - ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]",
      "POLICY",
    ],
    undo: ["kubectl -n NAMESPACE delete networkpolicy fence-noisy"],
    caution:
      "It cuts the workload off from its dependencies, and it needs a network plugin that enforces policies. APP stands for the label that its pods have. Connections that exist already go on with most plugins.",
  },
  {
    id: "separate-noisy-workload",
    title: "Spread the noisy pods over the nodes",
    when: "long-term",
    rating: "YELLOW",
    why: "Each node has a table of its own: pods that are spread fill each a little instead of one wholly.",
    commands: [
      `kubectl -n NAMESPACE patch deployment WORKLOAD --type merge -p '{"spec":{"template":{"spec":{"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"kubernetes.io/hostname","whenUnsatisfiable":"ScheduleAnyway","labelSelector":{"matchLabels":{"app":"APP"}}}]}}}}'`,
      "kubectl -n NAMESPACE rollout status deployment/WORKLOAD",
    ],
    undo: ["kubectl -n NAMESPACE rollout undo deployment/WORKLOAD"],
    caution:
      "The patch restarts the pods by and by. It divides the load; it does not lessen it. APP stands for the label that the pods have.",
  },
];

export const noisyPods: readonly Remedy[] = rows.map((row) => ({
  id: row.id,
  title: row.title,
  kind: "change",
  when: row.when,
  rating: row.rating,
  why: row.why,
  helpsAgainst: causes,
  doesNotHelpAgainst: ["hash-undersized", "none", "unknown"],
  plan: (situation) => noisyPodPlan(row, situation),
}));

/** The same commands for a workload that somebody has chosen, whatever part of the table it holds. */
export function noisyPodDraft(
  id: string,
  because: string,
  situation: Situation,
): { readonly remedy: Remedy; readonly draft: PlanDraft } | undefined {
  const row = rows.find((candidate) => candidate.id === id);
  const remedy = noisyPods.find((candidate) => candidate.id === id);
  if (row === undefined || remedy === undefined) return undefined;
  const { commands, undo, caution } = row;
  return { remedy, draft: { because, commands, verify: counterAtRest(situation), undo, owner: "the workload's owner", caution } };
}

function noisyPodPlan(row: NoisyPodRow, situation: Situation): PlanDraft | undefined {
  const noisy = noisyClient(situation);
  if (noisy === undefined) return undefined;
  const draft = {
    because: `${noisy.words} holds ${noisy.shareText} of the table.`,
    commands: [findPodCommand(noisy.address), ...row.commands],
    verify: [`ullage analyze --pod-ip ${noisy.address.word} must show fewer entries than before`, ...counterAtRest(situation)],
    undo: row.undo,
    owner: "the workload's owner",
    caution: row.caution,
  };
  return draftForWorkload(draft, noisy.name);
}

function noisyClient(situation: Situation): (KnownHolder & { readonly address: NamedAddress }) | undefined {
  const address = addressOfCause(situation, causes) ?? culpritAddresses(situation, "client")[0];
  if (address === undefined) return undefined;
  const holder = holderOf(situation, address);
  return (holder.share ?? 0) < noisyShare ? undefined : { ...holder, address };
}
