import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { mergeAddressOwners } from "../../flows/owners/merge-address-owners.ts";
import { nameWorkloads } from "../../flows/owners/name-workloads.ts";
import { ownersOfCluster } from "../../flows/owners/owners-of-cluster.ts";
import { type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import { recognisePodList } from "../../wire/pod-list/recognise-pod-list.ts";
import type { GzipDamage } from "../gzip/gunzip-chunks.ts";
import { textChunks } from "../text-table.ts";
import { openPodListReader, type PodListReader } from "./pod-list-reader.ts";

export interface PodList {
  readonly owners: AddressOwners;
  /** What of it was not understood, in words for a person. */
  readonly remarks: readonly string[];
}

export interface ReadPodListOptions {
  /** The node whose table it is. */
  readonly ownNode?: string;
  readonly signal?: AbortSignal;
  /** How many files of a bundle, or how many MB of a list. */
  readonly onProgress?: (done: number, what: "files" | "MB") => void;
}

/**
 * Names for addresses from a file or (for `-`) from standard input, gzip or not: `kubectl get pods -A -o json`, `-o yaml` or `-o wide` with whatever other objects
 * the list has, the sgfp toolkit's `cluster_pod_snapshot.json` and `node_pod_ip_map.txt`, the Amazon VPC plug-in's list of addresses, or a bundle.
 */
export async function readPodList(path: string, options: ReadPodListOptions = {}): Promise<PodList> {
  const name = path === "-" ? "standard input" : path;
  try {
    return path !== "-" && (await isBundle(path)) ? await readOwnersOfBundle(path, options) : await readText(path, name, options);
  } catch (error) {
    throw inputErrorFromErrno(error, name) ?? error;
  }
}

/** By its content, as bundles are; what is no ordinary file, such as the pipe of a shell's `<(…)`, can only be read once. */
async function isBundle(path: string): Promise<boolean> {
  const status = await stat(path);
  if (status.isDirectory()) return true;
  if (!status.isFile() || status.size === 0) return false;
  const { openContainer } = await import("../bundle/open-container.ts");
  const { defaultBundleLimits } = await import("../bundle/bundle-limits.ts");
  try {
    return (await openContainer(path, defaultBundleLimits)).kind !== "file";
  } catch (error) {
    // A compressed file that is damaged at its beginning: whoever reads it as a list says so in other words.
    if (error instanceof InputError && error.code === "bundle-damaged") return false;
    throw error;
  }
}

async function readOwnersOfBundle(path: string, { signal, onProgress }: ReadPodListOptions): Promise<PodList> {
  const { readBundle } = await import("../bundle/read-bundle.ts");
  const { name, observation, isRedacted } = await readBundle(path, {
    only: "names",
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress: (files: number) => onProgress(files, "files") }),
  });
  const reading = observation.now.parts.addressOwners;
  if (reading?.status !== "present")
    throw new InputError(
      "pod-list-unrecognised",
      path,
      `the bundle does not say whose addresses are whose: ${reading?.reason ?? "it has no such part"}`,
    );
  if (isRedacted)
    throw new InputError(
      "pod-list-unrecognised",
      path,
      "its names and addresses were replaced when it was made, so they fit no other table",
    );
  // What of the bundle was not read otherwise is no matter of names.
  const { remarks = [] } = reading;
  const from = reading.value.from.map((source) => `${source} (${name})`.slice(0, 256));
  return { owners: { ...reading.value, from }, remarks: remarks.map((remark) => `${path}: ${remark}`) };
}

async function readText(path: string, name: string, { ownNode, signal, onProgress }: ReadPodListOptions): Promise<PodList> {
  let reader: PodListReader | undefined;
  let head = new Uint8Array(0);
  let bytes = 0;
  const remarksOnFile: string[] = [];
  const onDamage = (what: string, kind: GzipDamage) => {
    // Half a list would leave the others without a name, and nobody would know.
    if (kind !== "followed") throw new InputError("pod-list-damaged", name, what);
    remarksOnFile.push(what);
  };
  for await (const chunk of textChunks(path, { onDamage, ...(signal === undefined ? {} : { signal }) })) {
    bytes += chunk.length;
    onProgress?.(bytes / 1_000_000, "MB");
    if (reader !== undefined) {
      reader.push(chunk);
      continue;
    }
    // A pipe may begin with few bytes.
    head = joined(head, chunk);
    if (head.length < headBytes) continue;
    reader = await openReader(name, head);
  }
  signal?.throwIfAborted();
  reader ??= await openReader(name, head);
  const { draft, snapshot, remarks } = await reader.finish();
  if (draft.isEmpty && snapshot === undefined)
    throw new InputError("pod-list-unrecognised", name, emptyBecause(draft.unusedKinds, remarks));
  const from = `${reader.describes} (${basename(name).slice(0, 200)})`;
  const owners = ownersOfCluster(draft.objects(), { from, ...(ownNode === undefined ? {} : { ownNode }) });
  const ipam: AddressOwners = { ...noAddressOwners, claims: nameWorkloads(draft.claims()) };
  return {
    owners: mergeAddressOwners([...(snapshot === undefined ? [] : [snapshot]), ...(draft.isEmpty ? [] : [owners, ipam])]),
    remarks: [...[...remarksOnFile, ...remarks].map((remark) => `${name}: ${remark}`), ...unusedRemarks(name, draft.unusedKinds)],
  };
}

const headBytes = 16_384;

async function openReader(name: string, head: Uint8Array): Promise<PodListReader> {
  const recognised = recognisePodList(new TextDecoder().decode(head.subarray(0, headBytes)));
  if (recognised.form === "none") throw new InputError("pod-list-unrecognised", name, recognised.because);
  const reader = await openPodListReader(recognised.form, name);
  reader.push(head);
  return reader;
}

function joined(head: Uint8Array, chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(head.length + chunk.length);
  both.set(head);
  both.set(chunk, head.length);
  return both;
}

function emptyBecause(unused: ReadonlyMap<string, number>, remarks: readonly string[]): string {
  const kinds = [...unused].map(([kind, count]) => `${count} × ${kind}`).join(", ");
  const others = remarks.length === 0 ? "" : ` (${remarks.join("; ")})`;
  return kinds === "" ? `lists no pod, service or node${others}` : `lists no pod, service or node, but ${kinds}${others}`;
}

function unusedRemarks(name: string, unused: ReadonlyMap<string, number>): readonly string[] {
  const kinds = [...unused].map(([kind, count]) => `${count} × ${kind}`).join(", ");
  return kinds === "" ? [] : [`${name}: passed over what names no address: ${kinds}`];
}
