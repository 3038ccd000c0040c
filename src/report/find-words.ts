import type { FoundEntry, NamedEnd } from "../flows/find-flows/describe-found.ts";
import type { FindAnswer } from "../flows/find-flows/find-answers.ts";
import type { AddressHolder, FindOutcome } from "../flows/find-flows/find-outcome.ts";
import type { EndAddress } from "../flows/find-flows/flow-end.ts";
import { durationText } from "../model/duration-text.ts";
import type { Flow } from "../model/flow.ts";
import { type FlowStatusName, flowStatusBit } from "../model/flow-status.ts";
import { protocolName } from "../model/ip-protocol.ts";
import { isoTime } from "../model/iso-time.ts";
import { type Owner, ownerText } from "../model/owner.ts";
import { countText } from "./figures.ts";
import { harmlessText } from "./harmless-text.ts";

/** `10.0.1.5:443`, `[fd00::1]:443`, or the address alone. */
export function endText({ address, port }: EndAddress): string {
  if (port === undefined) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** `pod shop/checkout-7d9f6-x2x4q of Deployment shop/checkout`. */
function ownerPhrase(owner: Owner): string {
  const { kind, workload } = owner;
  // A pod that nothing runs is its own workload.
  const isRun = workload !== undefined && workload.kind !== "Pod";
  return harmlessText(`${kind} ${ownerText(owner)}${isRun ? ` of ${workload.kind} ${workload.namespace}/${workload.name}` : ""}`);
}

/** Undefined where nobody knows anything of whose the end is. */
export function endOwnerText({ owner, others, onlySinceMs }: NamedEnd): string | undefined {
  if (owner === undefined) return undefined;
  const since = onlySinceMs === undefined ? "" : `, which is known to have it since ${isoTime(onlySinceMs)}, or of whoever had it before`;
  return `${[owner, ...others].map(ownerPhrase).join(", or ")}${since}`;
}

export function endWithOwner(end: NamedEnd): string {
  const owner = endOwnerText(end);
  return owner === undefined ? endText(end) : `${endText(end)} (${owner})`;
}

/** The flags that say something of an entry's life; `unreplied` is the lack of one. */
export function flagWords({ status }: Flow): readonly string[] {
  const set = (Object.keys(wordByFlag) as (keyof typeof wordByFlag)[]).filter((name) => (status & flowStatusBit[name]) !== 0);
  return [...((status & flowStatusBit.seenReply) === 0 ? ["unreplied"] : []), ...set.map((name) => wordByFlag[name])];
}

const wordByFlag = {
  assured: "assured",
  expected: "expected",
  fixedTimeout: "fixed timeout",
  dying: "dying",
  offload: "offloaded",
  hardwareOffload: "offloaded to hardware",
} as const satisfies Partial<Record<FlowStatusName, string>>;

/** `tcp ESTABLISHED`, and how it stands. */
export function entryState({ flow, age }: FoundEntry): readonly string[] {
  const state = flow.tcp?.state ?? flow.sctp?.state;
  const { timeoutSeconds, zone = 0 } = flow;
  return [
    `${protocolName(flow.protocol)}${state === undefined ? "" : ` ${state}`}`,
    ...(timeoutSeconds === undefined ? [] : [`${durationText(timeoutSeconds)} left`]),
    ...(age === undefined ? [] : [ageWords[age.since](durationText(age.seconds))]),
    ...flagWords(flow),
    ...(zone === 0 ? [] : [`zone ${zone}`]),
  ];
}

const ageWords = {
  "last-packet": (time: string) => `last packet ${time} ago`,
  close: (time: string) => `closed ${time} ago`,
  "first-packet": (time: string) => `unanswered for ${time}`,
} as const;

/** One sentence for each answer. */
export function answerText({ asked, role, who, entries, answeredBy }: FindAnswer): string {
  const owner = endOwnerText(who);
  const times = entries === 1 ? "" : `, in ${countText(entries)} entries`;
  if (role === "seenAs") {
    const client = owner === undefined ? `${endText(who)}, of which no name is known here` : `${owner} (${endText(who)})`;
    return `${endText(asked)} ${asked.port === undefined ? "stood for" : "was"} ${client}${times}`;
  }
  const answering = answeredBy.slice(0, mostEndpoints).map(({ end }) => endWithOwner(end));
  const more = answeredBy.length > mostEndpoints ? ` and ${countText(answeredBy.length - mostEndpoints)} others` : "";
  const answered = answering.length === 0 ? [] : [`answered by ${answering.join(", ")}${more}`];
  return `${endText(asked)} is ${[...(owner === undefined ? [] : [owner]), ...answered].join(", ")}${times}`;
}

const mostEndpoints = 3;

/** What the names say of an address, the latest first. */
export function holderTexts({ address, claims, node, service }: AddressHolder): readonly string[] {
  return [
    ...claims.slice(0, mostClaims).map(({ owner, sinceMs, untilMs }) => {
      const since = sinceMs === undefined ? "" : ` since ${isoTime(sinceMs)}`;
      const until = untilMs === undefined ? "" : ` until ${isoTime(untilMs)}`;
      return `${address} ${untilMs === undefined ? "is" : "was"} ${ownerPhrase(owner)}${since}${until}.`;
    }),
    ...(node === undefined ? [] : [`${address} is ${ownerPhrase({ kind: "node", name: node.name })}.`]),
    ...(service === undefined ? [] : [`${address} is ${ownerPhrase(service)}.`]),
  ];
}

const mostClaims = 5;

/** A translation is in the table of the node that made it, so what this table has of another node's address ends there. */
export function otherNodeText({ address, node }: AddressHolder, { isOwnNodeKnown }: FindOutcome): string | undefined {
  if (node === undefined || node.isOwn) return undefined;
  const name = harmlessText(node.name);
  const where = `which of its pods it stood for is in the table of ${name}`;
  return isOwnNodeKnown
    ? `${address} is an address of another node: ${where}, so ask there, or a bundle of it.`
    : `${address} is an address of ${name}: ${where}; if this table is another node's, ask there, or a bundle of it.`;
}

/** How long what is looked for would have stayed. */
export function livesText({ lives: { timeWait, close, udp, udpStream }, areLivesTold }: FindOutcome): string | undefined {
  const tcp =
    timeWait === undefined
      ? []
      : [`a TCP entry is gone ${timeWait} s after the close${close === undefined ? "" : ` (${close} s after a reset)`}`];
  const stream = udpStream === undefined ? "" : ` (${udpStream} s if it went on for longer than a query and its answer)`;
  const parts = [...tcp, ...(udp === undefined ? [] : [`a UDP entry ${udp} s after its last packet${stream}`])];
  if (parts.length === 0) return undefined;
  const sentence = parts.join(", ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${areLivesTold ? "" : ", where the kernel's defaults hold"}: what ended earlier left no trace in the table.`;
}
