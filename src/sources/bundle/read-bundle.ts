import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { NodeSnapshot, SnapshotParts } from "../../model/node-snapshot.ts";
import type { Observation } from "../../model/observation.ts";
import { InputError } from "../../platform/input-error.ts";
import type { CountedTable } from "../table-counting.ts";
import { type AppendedRuns, appendedRuns } from "./appended-runs.ts";
import { type Bundle, unknownNode } from "./bundle.ts";
import { type BundleFacts, createBundleFacts } from "./bundle-facts.ts";
import { type BundleLayout, clusterOfSgfpName, layoutOf, nodeOfSgfpPath } from "./bundle-layout.ts";
import { type BundleLimits, defaultBundleLimits } from "./bundle-limits.ts";
import type { BundleContainer, BundleMember } from "./bundle-member.ts";
import { factsOfBundleName } from "./bundle-name.ts";
import { timeOfBundle } from "./bundle-time.ts";
import { allowancesPart, composeParts, cpuCountersPart } from "./compose-parts.ts";
import { fillSnapshot } from "./fill-snapshot.ts";
import { bootTimeOf } from "./kernel-log-part.ts";
import { shownPath } from "./member-path.ts";
import { mergeBundles } from "./merge-bundles.ts";
import { openContainer } from "./open-container.ts";
import { partDrafts } from "./part-draft.ts";
import { TablePass } from "./table-pass.ts";
import { verifyChecksums } from "./verify-checksums.ts";
import { type BundleWalk, type OnBundleFile, type WalkedFile, type WalkOptions, walkBundle, walkTables } from "./walk-bundle.ts";

export type { Bundle, BundleFile } from "./bundle.ts";

export interface ReadBundleOptions {
  readonly limits?: Partial<BundleLimits>;
  /** Whose addresses are whose, and of which node it is; or of which node and when alone: the table and the logs, which are most of a bundle, are passed over. */
  readonly only?: "names" | "identity";
  /** Is asked of every file whether its bytes are wanted beside the readings, so that nobody has to walk an archive again for them. */
  readonly onFile?: OnBundleFile;
  /** The bundle once more, from where its files were kept meanwhile: instead of another walk where a table must be counted again. */
  readonly membersAgain?: () => Promise<AsyncGenerator<BundleMember> | undefined>;
  /** What it is aborted with is thrown. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (files: number) => void;
}

/**
 * A saved node: a directory, .tar, .tar.gz, .zip or single file, of our own, of the sgfp toolkit, of eks-log-collector, or loose outputs of conntrack, sysctl,
 * dmesg and ethtool. Files are recognised by their content and streamed; nothing is written to disk, no link is followed.
 */
export async function readBundle(path: string, options: ReadBundleOptions = {}): Promise<Bundle> {
  const { limits = {}, only, onFile, membersAgain, signal, onProgress } = options;
  const container = await openContainer(path, { ...defaultBundleLimits, ...limits });
  const name = shownPath(basename(resolve(path)));
  const fromName = factsOfBundleName(name);
  const { mtimeMs } = statSync(path);
  const facts = createBundleFacts();
  const { walk, counted } = await readFiles(path, container, facts, {
    name,
    datesBeforeMs: fromName.collectedAtMs,
    archiveModifiedAtMs: mtimeMs,
    ...(only === undefined ? {} : { only }),
    ...(onFile === undefined ? {} : { onFile }),
    ...(membersAgain === undefined ? {} : { membersAgain }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const paths = walk.files.map((file) => file.path);
  const layout = layoutOf(name, paths, facts.snapshot !== undefined || facts.manifest !== undefined);
  const says = ({ wasRead, kind }: WalkedFile) => wasRead || (only === "identity" && kind !== "unknown");
  if (layout === "loose" && counted === undefined && !walk.files.some(says)) {
    // Where it could not be read to its end, that is the reason.
    const damage = container.remarks[0];
    const because = damage === undefined ? "" : `; ${damage}`;
    throw only === "names"
      ? new InputError("pod-list-unrecognised", path, `none of its ${walk.files.length} files says whose addresses are whose${because}`)
      : new InputError(
          "bundle-unrecognised",
          path,
          `none of its ${walk.files.length} files says anything about connection tracking${because}`,
        );
  }
  const folderFacts = fromName.collectedAtMs === undefined ? factsOfBundleName(commonFolder(paths)) : fromName;
  const time = timeOfBundle(facts, folderFacts, walk.files, mtimeMs);
  const node = nodeOf(facts, paths, layout);
  const cluster = facts.manifest?.value.cluster ?? (layout === "sgfp" ? clusterOfSgfpName(name, paths) : undefined);
  const label = facts.manifest?.value.label;
  const bootedAtMs = bootTimeOf(facts);
  const runs = appendedRuns(facts);
  const observation = observationOf(facts, { layout, node, atMs: time.atMs, counted, runs });
  return {
    ...{ name, layout, node },
    ...(cluster === undefined ? {} : { cluster }),
    ...(label === undefined ? {} : { label }),
    ...(bootedAtMs === undefined ? {} : { bootedAtMs }),
    ...{ collectedAtMs: time.atMs, collectedAtFrom: time.from, observation },
    isRedacted: facts.manifest?.value.redacted === true,
    remarks: remarksOn(facts, walk, runs, only !== undefined),
    files: walk.files.map((file) => ({ path: file.path, bytes: file.bytes, kind: file.kind, used: isUsed(file, observation, time.from) })),
  };
}

/** Each reading names its files; what tells about the bundle itself is in none. */
function isUsed({ path, kind, wasRead }: WalkedFile, { earlier, now }: Observation, collectedAtFrom: string): boolean {
  if (!wasRead && kind !== "conntrack") return false;
  if (kind === "bundle-manifest" || kind === "snapshot" || kind === "api-probes") return true;
  const readings = [...Object.values(now.parts), ...Object.values(earlier?.parts ?? {})];
  return collectedAtFrom.includes(path) || readings.some(({ status, source }) => status === "present" && source.split(", ").includes(path));
}

/** One observation from one bundle, or from several of the same node, whose counters are then compared. */
export async function readBundles(
  paths: readonly string[],
  options: ReadBundleOptions = {},
): Promise<{
  readonly observation: Observation;
  readonly origin: string;
  readonly remarks: readonly string[];
  readonly bundles: readonly Bundle[];
}> {
  const bundles: Bundle[] = [];
  // One after another: two at once would need twice the memory and the same time.
  for (const path of paths) bundles.push(await readBundle(path, options));
  const merged = mergeBundles(bundles);
  return { ...merged, origin: bundles.map(({ name }) => name).join(" and "), bundles };
}

function throwIfUnusable(path: string, facts: BundleFacts, { malformed, remarks }: BundleWalk): void {
  const snapshot = malformed.find((error) => /(?:^|\/)snapshot\.json$/.test(error.path));
  // Of an archive that is cut short, what came before is used; elsewhere a snapshot that cannot be used is an error of its own.
  if (snapshot === undefined || facts.snapshot !== undefined || remarks.length > 0) return;
  throw new InputError("recording-malformed", path, snapshot.message, { cause: snapshot });
}

async function readFiles(
  path: string,
  container: BundleContainer,
  facts: BundleFacts,
  { membersAgain, ...options }: Omit<WalkOptions, "path" | "tables"> & Pick<ReadBundleOptions, "membersAgain">,
): Promise<{ readonly walk: BundleWalk; readonly counted: CountedTable | undefined }> {
  const tables = new TablePass(facts);
  try {
    const walk = await walkBundle(container, facts, { ...options, path, tables });
    throwIfUnusable(path, facts, walk);
    const counted = needsSecondReading(facts) ? "again" : await tables.compose();
    if (counted !== "again") return { walk, counted };
    const kept = await membersAgain?.();
    return { walk, counted: await readTablesAgain(kept === undefined ? container : { members: () => kept }, facts) };
  } finally {
    await tables.close();
  }
}

function needsSecondReading({ snapshot, tableRuns, waitingTables }: BundleFacts): boolean {
  if (snapshot?.value.parts.tableComposition?.status === "present") return false;
  return waitingTables.length > 0 || [...tableRuns.values()].some((runs) => runs > 1);
}

/** Where the first reading could not know the settings, or how many tables a file holds. */
async function readTablesAgain(container: Pick<BundleContainer, "members">, facts: BundleFacts): Promise<CountedTable | undefined> {
  const again: BundleFacts = { ...createBundleFacts(), sysctls: facts.sysctls };
  const tables = new TablePass(again);
  try {
    const waiting = facts.waitingTables.map((path) => [path, 1] as const);
    await walkTables(container, again, tables, new Map([...waiting, ...facts.tableRuns]));
    facts.tables.splice(0, facts.tables.length, ...again.tables);
    const counted = await tables.compose();
    // What is known to the second reading is known from its beginning, so it asks for no third.
    return counted === "again" ? undefined : counted;
  } finally {
    await tables.close();
  }
}

interface ObservationBasis {
  readonly layout: BundleLayout;
  readonly node: string;
  readonly atMs: number;
  readonly counted: CountedTable | undefined;
  readonly runs: AppendedRuns;
}

function observationOf(facts: BundleFacts, { layout, node, atMs, counted, runs }: ObservationBasis): Observation {
  const drafts = partDrafts(atMs);
  const { counters, allowances, earlier } = runs;
  const parts = composeParts(
    facts,
    { layout, node, allowances, ...(counted === undefined ? {} : { counted }), ...(counters === undefined ? {} : { counters }) },
    drafts,
  );
  const { snapshot, earlier: savedEarlier } = facts;
  if (snapshot !== undefined) {
    const now = fillSnapshot(snapshot.value, parts);
    return savedEarlier === undefined ? { now } : { now, earlier: savedEarlier.value };
  }
  const now = (monotonicMs: number): NodeSnapshot => ({ node, takenAtMs: atMs, monotonicMs, parts });
  if (earlier === undefined) return { now: now(atMs) };
  const earlierDrafts = partDrafts(earlier.atMs);
  const earlierParts: SnapshotParts = {
    cpuCounters: cpuCountersPart(earlier.counters, earlierDrafts),
    interfaceAllowances: allowancesPart(facts, earlier.allowances, earlierDrafts),
  };
  return { now: now(earlier.nowMs), earlier: { node, takenAtMs: earlier.atMs, monotonicMs: earlier.atMs, parts: earlierParts } };
}

function nodeOf(facts: BundleFacts, paths: readonly string[], layout: BundleLayout): string {
  const said = facts.snapshot?.value.node ?? facts.manifest?.value.node;
  if (said !== undefined) return said;
  const fromFolder = layout === "sgfp" ? paths.flatMap((path) => nodeOfSgfpPath(path) ?? [])[0] : undefined;
  return fromFolder ?? facts.uname?.value.host ?? facts.sysctls.get("kernel.hostname")?.value ?? unknownNode;
}

/** Archives mostly hold one folder, whose name is that of the collection even where the archive was renamed. */
function commonFolder(paths: readonly string[]): string {
  const folders = new Set(paths.map((path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "")));
  const [folder = ""] = folders;
  return folders.size === 1 ? folder : "";
}

function remarksOn(
  { manifest, snapshot }: BundleFacts,
  { files, remarks, malformed }: BundleWalk,
  runs: AppendedRuns,
  isPartly: boolean,
): readonly string[] {
  return [
    ...remarks,
    ...malformed.map((error) => `${error.message}; it was not used`),
    ...(manifest?.value.redacted === true ? ["names and addresses were replaced when the bundle was made"] : []),
    // What was passed over has no checksum.
    ...(manifest === undefined || isPartly ? [] : verifyChecksums(manifest.path, manifest.value, files)),
    ...(manifest?.value.notRead ?? [])
      .slice(0, 50)
      .map(({ path, because }) => shownPath(`${path} was not read when the bundle was made: ${because}`)),
    // The counters of a snapshot are its own.
    ...(snapshot === undefined ? runs.remarks : []),
  ];
}
