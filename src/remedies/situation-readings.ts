import { parseAddress } from "../model/ip-address.ts";
import type { PartName, PartValues } from "../model/node-snapshot.ts";
import { isPresent, type Reading } from "../model/reading.ts";
import type { CauseId, Culprit } from "../model/verdict.ts";
import { culpritWords } from "../verdict/culprit-words.ts";
import { percentOf } from "./percent-of.ts";
import type { Situation } from "./remedy.ts";
import { shellQuote } from "./shell-quote.ts";

/** A part of the node as it was at the end of the window; undefined where it could not be read. */
export function partOf<P extends PartName>({ observation }: Situation, part: P): PartValues[P] | undefined {
  const reading: Reading<PartValues[P]> | undefined = observation.now.parts[part];
  return isPresent(reading) ? reading.value : undefined;
}

/** The sysctl under net.netfilter as it is set; undefined where it could not be read. */
export function sysctlOf(situation: Situation, name: string): number | undefined {
  return partOf(situation, "settings")?.sysctls[name];
}

/** Which host a node runs on, as far as its own readings tell. */
export interface NodeHost {
  readonly cloud?: "aws" | "azure" | "google";
  readonly system?: "al2023";
}

/**
 * The metadata service tells the provider. Without it the kernel's release names the distribution that built it (`6.1.102-111.182.amzn2023.x86_64`,
 * `5.15.0-1068-azure`), and the ENA driver exists on EC2 alone. Bottlerocket's release says nothing of itself.
 */
export function hostOf(situation: Situation): NodeHost {
  const release = partOf(situation, "kernel")?.release ?? "";
  const provider = partOf(situation, "cloudInstance")?.provider;
  const isAmazonLinux2023 = /\bamzn2023\b/.test(release);
  const isAmazon =
    isAmazonLinux2023 || /\bamzn/.test(release) || partOf(situation, "interfaceAllowances")?.some(({ driver }) => driver === "ena");
  if (provider === "amazon-ec2" || (provider === undefined && isAmazon))
    return { cloud: "aws", ...(isAmazonLinux2023 ? { system: "al2023" } : {}) };
  if (provider === "azure" || (provider === undefined && /\bazure\b/.test(release))) return { cloud: "azure" };
  return provider === "google-cloud" ? { cloud: "google" } : {};
}

/** The instance's id as one word of a command, or a name that only the reader knows. */
export function instanceWord(situation: Situation): string {
  return shellQuote(partOf(situation, "cloudInstance")?.instanceId ?? "") ?? "INSTANCE_ID";
}

/** The node's name as one word of a command, or a name that only the reader knows. */
export function nodeWord({ observation }: Situation): string {
  return shellQuote(observation.now.node) ?? "NODE";
}

/** Interfaces with the provider's allowances, each as one word of a command. */
export function allowanceInterfaceWords(situation: Situation): readonly string[] {
  const words = (partOf(situation, "interfaceAllowances") ?? []).flatMap(({ interfaceName }) => shellQuote(interfaceName) ?? []);
  return words.length === 0 ? ["INTERFACE"] : words;
}

/** An address that a verdict or a culprit names, as text and as one word of a command. */
export interface NamedAddress {
  readonly text: string;
  readonly word: string;
  readonly family: 4 | 6;
}

/** Whom the first of these causes that names an address points at. */
export function addressOfCause({ verdict }: Situation, causes: readonly CauseId[]): NamedAddress | undefined {
  for (const { id, workload, address: known = workload } of verdict.causes) {
    const address = causes.includes(id) && known !== undefined ? namedAddress(known) : undefined;
    if (address !== undefined) return address;
  }
  return undefined;
}

/** The culprits of a kind that are known by an address, the largest first. */
export function culpritAddresses({ culprits }: Situation, kind: Culprit["kind"]): readonly NamedAddress[] {
  return culprits.filter((culprit) => culprit.kind === kind).flatMap(({ name, address = name }) => namedAddress(address) ?? []);
}

/** Whose an address is, and what part of the table that has: all pods of its workload, where names are known. */
export interface KnownHolder {
  /** The workload and the pod by their names, else the address. */
  readonly words: string;
  /** As it is, made harmless by nobody yet. */
  readonly name?: string;
  readonly share?: number;
  /** `60.1%`, `at least 60.1%`. */
  readonly shareText?: string;
}

export function holderOf({ verdict, culprits }: Situation, { text }: NamedAddress): KnownHolder {
  const pointedAt = verdict.causes.flatMap(({ workload: name, ...cause }) => (name === undefined ? [] : [{ ...cause, name }]));
  const having = [...pointedAt, ...culprits].filter(({ name, address = name }) => address === text);
  const [largest] = having.toSorted((left, right) => (right.share ?? 0) - (left.share ?? 0));
  if (largest === undefined) return { words: text };
  const { name, share, isAtLeast } = largest;
  if (share === undefined) return { words: culpritWords(largest), name };
  return { words: culpritWords(largest), name, share, shareText: `${isAtLeast === true ? "at least " : ""}${percentOf(share)}` };
}

function namedAddress(text: string): NamedAddress | undefined {
  const word = parseAddress(text) === undefined ? undefined : shellQuote(text);
  return word === undefined ? undefined : { text, word, family: text.includes(":") ? 6 : 4 };
}

/** Tells which pod an address belongs to. */
export function findPodCommand(address: NamedAddress | undefined): string {
  return `kubectl get pods -A -o wide --field-selector status.podIP=${address?.word ?? "CLIENT_ADDRESS"}`;
}
