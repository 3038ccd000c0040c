import type { Hash } from "node:crypto";
import { Breather } from "../../platform/breather.ts";
import { InputError } from "../../platform/input-error.ts";
import { recogniseSavedText, type SavedTextKind } from "../../wire/saved-text/recognise-saved-text.ts";
import type { BundleFacts } from "./bundle-facts.ts";
import { type BundleLayout, isAboutPod, LayoutByPaths, mayHoldKernelLines, nodeOfSgfpPath } from "./bundle-layout.ts";
import type { BundleContainer, BundleMember } from "./bundle-member.ts";
import { createMemberReader } from "./read-member.ts";
import type { TablePass } from "./table-pass.ts";

export interface WalkedFile {
  readonly path: string;
  readonly bytes: number;
  /** What it was recognised as by its content. */
  readonly kind: SavedTextKind | "unknown";
  /** Whether it said anything that is wanted; another file may still have said it better. */
  readonly wasRead: boolean;
  readonly modifiedAtMs?: number;
  readonly sha256?: string;
}

export interface WalkOptions {
  readonly path: string;
  readonly name: string;
  readonly tables: TablePass;
  /** What the name says, or the archive's own time: dates without a year lie before it. */
  readonly datesBeforeMs: number | undefined;
  readonly archiveModifiedAtMs: number;
  /** `names`: whose addresses are whose. `identity`: of which node it is, and of when. */
  readonly only?: "names" | "identity";
  readonly onFile?: OnBundleFile;
  readonly signal?: AbortSignal;
  readonly onProgress?: (files: number) => void;
}

/** A file of a bundle whose bytes are about to be read. */
export interface MetFile {
  readonly path: string;
  readonly kind: SavedTextKind | "unknown";
  /** Of a file that lies on disk as it is. */
  readonly diskPath?: string;
  readonly head: Uint8Array;
}

/** Takes every byte of a file; a chunk may be overwritten once `push` has been waited for. */
export interface FileTap {
  push(chunk: Uint8Array): Promise<void> | undefined;
  finish(): Promise<void> | undefined;
}

/** For whoever wants the bytes of a file beside the readings; without a tap only what the readings need is read. */
export type OnBundleFile = (file: MetFile) => FileTap | undefined;

export interface BundleWalk {
  readonly files: readonly WalkedFile[];
  readonly remarks: readonly string[];
  /** Files of our own that are not what their schema says. */
  readonly malformed: readonly InputError[];
}

/** Reads every file of a bundle once, in the order that its container has, into the facts. */
export async function walkBundle(container: BundleContainer, facts: BundleFacts, options: WalkOptions): Promise<BundleWalk> {
  const files: WalkedFile[] = [];
  const malformed: InputError[] = [];
  const paths = new LayoutByPaths(options.name);
  const breather = new Breather();
  let met = 0;
  const otherNodes = new Set<string>();
  let node: string | undefined;
  for await (const member of container.members()) {
    options.signal?.throwIfAborted();
    await breather.rest();
    paths.add(member.path);
    options.onProgress?.(++met);
    const memberNode = nodeOfSgfpPath(member.path);
    node ??= memberNode;
    const isOtherNode = memberNode !== undefined && memberNode !== node;
    if (isOtherNode) otherNodes.add(memberNode);
    const layout = paths.now(facts.snapshot !== undefined);
    const wants = (kind: SavedTextKind | undefined) => {
      if (kind === undefined || isOtherNode || isAboutPod(member.path)) return false;
      if (options.only === "names") return kindsWithNames.has(kind);
      if (options.only === "identity")
        return isLog(kind) ? lacksTime(facts, options) && mayHoldKernelLines(member.path, layout) : kindsWithIdentity.has(kind);
      return !isLog(kind) || mayHoldKernelLines(member.path, layout);
    };
    if (options.only === "names" && container.kind === "directory" && files.length >= mostWithoutNames && !files.some(holdsNames))
      throw new InputError(
        "pod-list-unrecognised",
        options.path,
        `none of its ${files.length} largest files says whose addresses are whose`,
      );
    try {
      files.push(await readMember(member, facts, wants, { ...options, container: container.kind }));
    } catch (error) {
      if (!(error instanceof InputError) || error.code !== "recording-malformed") throw error;
      malformed.push(error);
      files.push({ path: member.path, bytes: member.bytes, kind: "unknown", wasRead: false });
    }
    if (options.only === "identity" && isIdentityKnown(facts, layout, options)) break;
  }
  const others =
    otherNodes.size === 0
      ? []
      : [`only the files of the node ${node} were read; the bundle also has ${[...otherNodes].slice(0, 5).join(", ")}`];
  return { files, remarks: [...container.remarks, ...others], malformed };
}

async function readMember(
  member: BundleMember,
  facts: BundleFacts,
  wants: (kind: SavedTextKind | undefined) => boolean,
  options: WalkOptions & { readonly container: BundleContainer["kind"] },
): Promise<WalkedFile> {
  const { path, bytes } = member;
  const modifiedAtMs = plausibleTime(member.modifiedAtMs);
  const chunks = member.chunks()[Symbol.asyncIterator]();
  try {
    const head = await takeHead(chunks);
    const kind = recogniseSavedText(path, decoder.decode(head.subarray(0, headBytes)));
    const waits = options.only === undefined && options.container === "tar" && mayBeCountedAlready(path, facts);
    if (waits) facts.waitingTables.push(path);
    const reader =
      kind === undefined || waits || !wants(kind)
        ? undefined
        : isPodListKind(kind)
          ? (await import("./saved-pod-lists.ts")).createPodListMemberReader(kind, path, facts)
          : createMemberReader(kind, {
              ...{ path, facts },
              datesBeforeMs: facts.manifest?.value.collectedAtMs ?? options.datesBeforeMs ?? modifiedAtMs ?? options.archiveModifiedAtMs,
              // The snapshot of our own bundle has counted its table already.
              ...(facts.snapshot?.value.parts.tableComposition?.status === "present" ? {} : { onBatch: options.tables.onBatch }),
            });
    const holdsTable = reader !== undefined && (kind === "conntrack" || kind === "conntrack-xml");
    if (holdsTable) await options.tables.begin(bytes);
    const hash = options.only === undefined && mayBeInManifest(path, facts, options.container) ? await openHash() : undefined;
    const { diskPath } = member;
    const tap = options.onFile?.({ path, kind: kind ?? "unknown", head, ...(diskPath === undefined ? {} : { diskPath }) });
    if (reader !== undefined || hash !== undefined || tap !== undefined) {
      for (let chunk = head; ; ) {
        options.signal?.throwIfAborted();
        if (holdsTable) await options.tables.roomFor(chunk.length);
        reader?.push(chunk);
        hash?.update(chunk);
        const taken = tap?.push(chunk);
        if (taken !== undefined) await taken;
        const next = await chunks.next();
        if (next.done) break;
        chunk = next.value;
      }
    }
    await tap?.finish();
    return {
      ...{ path, bytes, kind: kind ?? "unknown", wasRead: (await reader?.finish()) ?? false },
      ...(modifiedAtMs === undefined ? {} : { modifiedAtMs }),
      ...(hash === undefined ? {} : { sha256: hash.digest("hex") }),
    };
  } finally {
    await chunks.return?.();
  }
}

function isPodListKind(kind: SavedTextKind): kind is PodListKind {
  return kind === "pod-list" || kind === "pod-table" || kind === "pod-address-map";
}

export type PodListKind = "pod-list" | "pod-table" | "pod-address-map";

function holdsNames({ kind, wasRead }: WalkedFile): boolean {
  return wasRead && (kind === "snapshot" || (kind !== "unknown" && isPodListKind(kind)));
}

/** A directory is read largest first, and eks-log-collector's has some hundred files: whoever names his /tmp is told within seconds. */
const mostWithoutNames = 2000;

/** With what says of which node they are, since a node's own addresses are told from those of others. */
const kindsWithNames: ReadonlySet<SavedTextKind> = new Set<SavedTextKind>([
  ...(["pod-list", "pod-table", "pod-address-map"] satisfies PodListKind[]),
  ...(["bundle-manifest", "snapshot", "uname", "sysctl"] as const),
]);

/** What tells of which node a bundle is, of which instance, and of when. */
const kindsWithIdentity: ReadonlySet<SavedTextKind> = new Set<SavedTextKind>([
  ...(["bundle-manifest", "snapshot", "uname", "sysctl", "kernel-stat", "instance-id", "availability-zone"] as const),
]);

function isLog(kind: SavedTextKind): boolean {
  return kind === "system-log" || kind === "kernel-log";
}

/** The newest line of a log dates a bundle only where nothing else does. */
function lacksTime({ manifest, snapshot }: BundleFacts, { datesBeforeMs }: WalkOptions): boolean {
  return manifest === undefined && snapshot === undefined && datesBeforeMs === undefined;
}

/** eks-log-collector writes no summary that could still come, so that a packed one need not be unpacked to its end. */
function isIdentityKnown(facts: BundleFacts, layout: BundleLayout, options: WalkOptions): boolean {
  const { uname, instanceId, availabilityZone, kernelStat } = facts;
  const isKnown = uname !== undefined && instanceId !== undefined && availabilityZone !== undefined && kernelStat !== undefined;
  return isKnown && layout === "eks-log-collector" && !lacksTime(facts, options);
}

const headBytes = 16_384;
const decoder = new TextDecoder();

/** At least as much as recognition needs, where there is as much; the bytes are copied, since the next chunk may overwrite them. */
async function takeHead(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < headBytes) {
    const next = await chunks.next();
    if (next.done) break;
    parts.push(next.value.slice());
    length += next.value.length;
  }
  const head = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    head.set(part, at);
    at += part.length;
  }
  return head;
}

/**
 * Only our own bundles have checksums, and their manifest comes last: it holds those of the rest. What is ordered comes behind it; of a tar everything
 * at its root may be listed there.
 */
function mayBeInManifest(path: string, { manifest, snapshot }: BundleFacts, container: BundleContainer["kind"]): boolean {
  return manifest !== undefined || (container === "tar" && (snapshot !== undefined || !path.includes("/")));
}

/** Loading the module takes longer than all else that a small bundle of another's needs. */
async function openHash(): Promise<Hash> {
  const { createHash } = await import("node:crypto");
  return createHash("sha256");
}

/** The table of our own bundle stands before the snapshot that has counted it. It is counted here only if that proves not to be so. */
function mayBeCountedAlready(path: string, { snapshot }: BundleFacts): boolean {
  return path === "node_conntrack_table.txt" && snapshot === undefined;
}

/** Archives made to be reproducible say 1970 or 1980 of every file. */
function plausibleTime(atMs: number | undefined): number | undefined {
  return atMs === undefined || atMs < Date.UTC(2000, 0, 1) ? undefined : Math.round(atMs);
}

/** The tables alone, with what the first reading told: the settings, and how many tables stand in a file. */
export async function walkTables(
  container: Pick<BundleContainer, "members">,
  facts: BundleFacts,
  tables: TablePass,
  runsByPath: ReadonlyMap<string, number>,
): Promise<void> {
  for await (const member of container.members()) {
    const knownTableRuns = runsByPath.get(member.path);
    if (knownTableRuns === undefined) continue;
    const reader = createMemberReader("conntrack", { path: member.path, facts, datesBeforeMs: 0, onBatch: tables.onBatch, knownTableRuns });
    await tables.begin(member.bytes);
    for await (const chunk of member.chunks()) {
      await tables.roomFor(chunk.length);
      reader.push(chunk);
    }
    await reader.finish();
  }
}
