import { lstat } from "node:fs/promises";
import { relative } from "node:path";
import { runChecks } from "../../checks/run-checks.ts";
import type { BundleIdentity } from "../../contract/bundle-identities.ts";
import type { KeptFile } from "../../contract/kept-index.ts";
import { FindingsBuilder } from "../../findings/building/findings-builder.ts";
import type { FindingsIndex } from "../../findings/findings-index.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import type { WorkCall } from "../../platform/shared-works.ts";
import { diagnoseSignals } from "../../report/diagnosis.ts";
import { type Bundle, readBundle } from "../../sources/bundle/read-bundle.ts";
import type { TextStore } from "../../store/text-store.ts";
import type { TextWriter } from "../../store/text-writer.ts";
import { BundleTap } from "./bundle-tap.ts";

export interface IndexBundleOptions {
  readonly path: string;
  /** Under which the texts of a packed bundle are kept. */
  readonly textKey: string;
  readonly identity: BundleIdentity;
  /** Where the texts of a packed bundle may lie, the best place first. */
  readonly texts: readonly (() => TextStore)[];
  readonly call: Required<WorkCall>;
}

export interface IndexedBundle {
  readonly bundle: Bundle;
  readonly findings: FindingsIndex;
  readonly diagnosis: Diagnosis;
  readonly files: readonly KeptFile[];
  /** Of a packed bundle: how long all its texts are, where they lie, or why they could not be kept. */
  readonly text?: { readonly bytes: number } & ({ readonly path: string } | { readonly failure: unknown });
}

/** Reads a bundle once, and finds all that there is to find: readings, verdict, the lines of its logs, and, of a packed one, its texts. */
export async function indexBundle({ path, textKey, identity, texts, call }: IndexBundleOptions): Promise<IndexedBundle> {
  const isFolder = (await lstat(path)).isDirectory();
  const builder = new FindingsBuilder({ node: identity.node, collectedAtMs: identity.collectedAtMs });
  const { writer, failure } = isFolder ? {} : await beginTexts(texts, textKey);
  const tap = new BundleTap({
    builder,
    writer,
    collectedAtMs: identity.collectedAtMs,
    ...(identity.bootedAtMs === undefined ? {} : { bootedAtMs: identity.bootedAtMs }),
    onBytes: throttled((bytes, file) => call.onProgress(bytes, undefined, `reading ${file}`)),
  });
  try {
    const bundle = await readBundle(path, { signal: call.signal, onFile: tap.onFile, membersAgain: () => tap.membersAgain() });
    const signals = runChecks(bundle.observation, { full: true });
    for (const signal of signals) builder.addSignal(signal);
    const files = bundle.files.flatMap((file) => keptFile(file, path, tap) ?? []);
    const isPacked = files.some(({ start }) => start !== undefined);
    return {
      bundle,
      findings: builder.finish(files.length),
      diagnosis: diagnoseSignals(bundle.observation, signals, bundle.name, bundle.remarks),
      files,
      ...(isPacked ? { text: { bytes: textBytes(files), ...(await keepTexts(writer, failure)) } } : {}),
    };
  } finally {
    await writer?.discard();
  }
}

async function beginTexts(
  texts: IndexBundleOptions["texts"],
  key: string,
): Promise<{ readonly writer?: TextWriter; readonly failure?: unknown }> {
  let failure: unknown;
  for (const openStore of texts) {
    try {
      return { writer: await openStore().begin(key) };
    } catch (error) {
      failure = error;
    }
  }
  return { failure };
}

async function keepTexts(writer: TextWriter | undefined, failure: unknown): Promise<{ path: string } | { failure: unknown }> {
  if (writer === undefined) return { failure };
  try {
    return { path: await writer.commit() };
  } catch (error) {
    return { failure: error };
  }
}

function textBytes(files: readonly KeptFile[]): number {
  return files.reduce((end, { start = 0, bytes }) => Math.max(end, start + bytes), 0);
}

function keptFile({ path, bytes, kind }: Bundle["files"][number], root: string, tap: BundleTap): KeptFile | undefined {
  const tapped = tap.files.get(path);
  // A name that is shown like one before it was passed over.
  if (tapped === undefined) return undefined;
  tap.files.delete(path);
  const disk = tapped.diskPath === undefined ? undefined : relative(root, tapped.diskPath);
  return {
    ...{ path, kind, isBinary: tapped.isBinary, bytes: tapped.bytes ?? bytes },
    ...(tapped.start === undefined ? {} : { start: tapped.start }),
    ...(disk === undefined || disk === path ? {} : { disk }),
  };
}

function throttled(tell: (bytes: number, path: string) => void): (bytes: number, path: string) => void {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (bytes, path) => {
    const nowMs = performance.now();
    if (nowMs - toldAtMs < 200) return;
    toldAtMs = nowMs;
    tell(bytes, path);
  };
}
