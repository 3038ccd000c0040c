import type { Scenario, UntrackedPort } from "../analysis/what-if/scenario.ts";
import { untrackedPortText } from "../analysis/what-if/scenario.ts";
import { type ConntrackTimeouts, timeoutSysctl } from "../model/conntrack-timeouts.ts";
import { durationText } from "../model/duration-text.ts";
import type { Plan } from "../model/verdict.ts";
import { clientConnections } from "./client-connections.ts";
import { counterAtRest } from "./counter-at-rest.ts";
import { draftForWorkload } from "./draft-for-workload.ts";
import { noisyPodDraft } from "./noisy-pods.ts";
import { raiseLimitAtOnce } from "./raise-limit-at-once.ts";
import { raiseLimitOwners } from "./raise-limit-owners.ts";
import type { PlanDraft, Remedy, Situation } from "./remedy.ts";
import { setTimeoutDraft } from "./set-timeout.ts";
import { shortenTimeoutOf } from "./shorten-timeouts.ts";
import { sysctlOf } from "./situation-readings.ts";
import { undoUntrack, untrackCommands } from "./untrack-ports.ts";

/** How each change that somebody has decided on is made here: by the remedies' own patches, with the decided numbers. None where a change is none. */
export function decidedPlans(situation: Situation, scenario: Scenario): readonly Plan[] {
  const { max, timeouts = {}, reuse = {}, untrack = [], remove = [] } = scenario;
  const limit = max === undefined ? [] : limitPlans({ ...situation, decided: { limit: max } });
  return [
    ...limit,
    ...(Object.keys(timeouts) as (keyof ConntrackTimeouts)[]).flatMap((name) => timeoutPlan(situation, name, timeouts[name])), // Object.keys forgets the keys
    ...Object.entries(reuse).flatMap(([workload, requests]) => reusePlan(situation, workload, requests)),
    ...untrack.map((port) => untrackPlan(situation, port)),
    ...remove.flatMap((workload) => removePlans(situation, workload)),
  ];
}

function limitPlans(situation: Situation): readonly Plan[] {
  return [raiseLimitAtOnce, ...raiseLimitOwners].flatMap((remedy) => planOf(remedy, situation));
}

function planOf(remedy: Remedy, situation: Situation): readonly Plan[] {
  const draft = remedy.plan(situation);
  return draft === undefined ? [] : [planFrom(remedy, draft)];
}

function planFrom({ id, title, when, rating }: Pick<Plan, "id" | "title" | "when" | "rating">, draft: PlanDraft): Plan {
  return { id, title, when, rating, ...draft };
}

function timeoutPlan(situation: Situation, name: keyof ConntrackTimeouts, seconds: number | undefined): readonly Plan[] {
  const sysctl = timeoutSysctl[name];
  const current = sysctlOf(situation, sysctl);
  if (seconds === undefined || current === undefined || current === seconds) return [];
  const shorten = shortenTimeoutOf(sysctl);
  const decided = { ...situation, decided: { timeouts: { [sysctl]: seconds } } };
  const known = shorten === undefined ? [] : planOf(shorten, decided);
  if (known.length > 0) return known;
  const file = sysctl
    .replace(/^nf_conntrack_/, "")
    .replace(/_?timeout_?/, "-")
    .replaceAll("_", "-")
    .replace(/^-|-$/g, "");
  const isShorter = seconds < current;
  const draft = {
    ...setTimeoutDraft({ sysctl, name: file, from: current, to: seconds, kubeProxyField: kubeProxyFields[name] }, situation),
    because: `This node waits ${durationText(current)}; ${durationText(seconds)} was decided on.`,
    caution: isShorter
      ? "What is silent for longer than that loses its entry: its next packet is taken for a new connection or refused."
      : "Entries stay longer, so that there are more of them: compare today with tomorrow above.",
  };
  const title = isShorter ? "Forget entries of this kind sooner" : "Keep entries of this kind longer";
  return [planFrom({ id: "set-timeout", title: `${title} (${sysctl})`, when: "immediate", rating: "YELLOW" }, draft)];
}

/** Fields of kube-proxy's configuration (KubeProxyConntrackConfiguration) that write a timeout when it starts. */
const kubeProxyFields: Readonly<Partial<Record<keyof ConntrackTimeouts, string>>> = {
  tcpEstablished: "tcpEstablishedTimeout",
  tcpCloseWait: "tcpCloseWaitTimeout",
  udp: "udpTimeout",
  udpStream: "udpStreamTimeout",
};

function reusePlan(situation: Situation, workload: string, requests: number): readonly Plan[] {
  const remedy = clientConnections.find(({ id }) => id === "reuse-connections");
  const draft = remedy?.plan(situation);
  if (remedy === undefined || draft === undefined) return [];
  const because = `${workload} is to make ${requests} requests over each connection.`;
  return [planFrom(remedy, draftForWorkload({ ...draft, because }, workload))];
}

function untrackPlan(situation: Situation, port: UntrackedPort): Plan {
  const table = `untrack_${port.protocol}_${port.port}`;
  return {
    id: "untrack-port",
    title: `Exempt port ${untrackedPortText(port)} from tracking`,
    when: "long-term",
    rating: "RED",
    because: `Packets to and from ${untrackedPortText(port)} then make no entry.`,
    commands: untrackCommands(table, port.protocol, [port.port], true),
    verify: [
      `ullage analyze --filter protocol=${port.protocol} --filter port=${port.port} must show fewer entries from minute to minute`,
      ...counterAtRest(situation),
    ],
    undo: undoUntrack(table),
    owner: "the node's nftables; it is lost at the next restart unless its configuration has it",
    caution:
      "An untracked packet is not translated: Services (ClusterIP, NodePort) and masquerading on this port stop working, and a firewall or network policy that admits only tracked states drops it. Fit for ports that are reached at their own address alone, such as a resolver on the node or a tunnel.",
  };
}

/** Away from this node, which all fits; or away altogether, which takes the service away. */
function removePlans(situation: Situation, workload: string): readonly Plan[] {
  return ["separate-noisy-workload", "stop-noisy-workload"].flatMap((id) => {
    const found = noisyPodDraft(id, `${workload} is to be on this node no more.`, situation);
    return found === undefined ? [] : [planFrom(found.remedy, draftForWorkload(found.draft, workload))];
  });
}
