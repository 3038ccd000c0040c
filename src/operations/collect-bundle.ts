import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TextRedactor } from "../analysis/redaction/text-redactor.ts";
import type { CollectSummary } from "../report/collect-report.ts";
import { bundleNotWritten, openBundleFile } from "../sources/bundle-writer/bundle-file.ts";
import { DescriptorOutput } from "../sources/bundle-writer/descriptor-output.ts";
import { GzipArchive } from "../sources/bundle-writer/gzip-archive.ts";
import { StreamOutput } from "../sources/bundle-writer/stream-output.ts";
import { nodeNameOf } from "../sources/node-name.ts";
import type { Sources } from "../sources/sources.ts";
import { finishBundle } from "./bundle-manifest.ts";
import { bundleName } from "./bundle-name.ts";
import { createBundleRedactor } from "./bundle-redactor.ts";
import { type CollectNodeOptions, collectNode } from "./collect-node.ts";

/** The sources are the caller's, who closes them. */
export interface BundleOptions
  extends Pick<
    CollectNodeOptions,
    "label" | "cluster" | "windowSeconds" | "podIps" | "hostRoot" | "version" | "names" | "signal" | "onProgress"
  > {
  /** As it is called; by default what the node calls itself. */
  readonly node?: string;
  readonly redact: boolean;
  /** By default in both samples, where there are two. */
  readonly walksTwice?: boolean;
  /** What else is known, asked for when all of the node has been collected. */
  readonly more?: (redactor: TextRedactor | undefined) => readonly MoreOfBundle[];
}

export interface MoreOfBundle {
  readonly path: string;
  readonly text: string;
}

export interface CollectBundleOptions extends BundleOptions {
  readonly sources: Sources;
  /** A path, `-` for standard output, or undefined for a name made of node and time. */
  readonly target: string | undefined;
  readonly force: boolean;
  /** A name that is taken gets a number, as `openBundleFile` has it. */
  readonly isNumbered?: boolean;
}

/** Collects a node into one archive, which appears under its name when it is whole. */
export async function collectBundle({ sources, ...options }: CollectBundleOptions): Promise<CollectSummary> {
  const begun = begin(sources, options);
  const { startedMs, redactor, node } = begun;
  const target = options.target ?? bundleName(redactor?.host(node) ?? node, startedMs);
  const file = openBundleFile(target === "-" ? join(tmpdir(), `ullage-${randomBytes(6).toString("hex")}.tar.gz`) : target, options);
  // At once, and not when the work has noticed: the process may end before that.
  options.signal.addEventListener("abort", file.discard, { once: true });
  try {
    const archive = new GzipArchive(new DescriptorOutput(file.descriptor), { modifiedSeconds: startedMs / 1000 });
    const summary = await fill(archive, sources, { ...options, ...begun });
    options.signal.throwIfAborted();
    if (target !== "-") return { path: file.commit(), ...summary };
    await pipeline(createReadStream(file.temporaryPath), process.stdout, { end: false, signal: options.signal });
    return { path: target, ...summary };
  } catch (error) {
    throw options.signal.aborted ? error : bundleNotWritten(target, error);
  } finally {
    options.signal.removeEventListener("abort", file.discard);
    file.discard();
  }
}

export interface StreamBundleOptions extends BundleOptions {
  /**
   * Takes what of a file is more than 8 MB packed (some 350,000 entries of a table), without a name and for its owner alone. Without it 64 MB are kept in
   * memory, and a table that needs more is cut, which the manifest says.
   */
  readonly temporaryFolder?: string;
}

/**
 * Collects a node into a stream, which the caller ends. Nothing is written before the table has been walked. Ends with what the signal or the stream was
 * aborted with when either is, so that nobody collects for a client that is gone.
 */
export async function streamBundle(sources: Sources, options: StreamBundleOptions, output: Writable): Promise<CollectSummary> {
  const closed = new AbortController();
  const leave = () => closed.abort(new Error("whoever was to read the bundle is gone"));
  const fail = (error: Error) => closed.abort(error);
  output.on("close", leave).on("error", fail);
  if (output.destroyed) leave();
  const signal = AbortSignal.any([options.signal, closed.signal]);
  const { temporaryFolder } = options;
  const begun = begin(sources, options);
  const archive = new GzipArchive(new StreamOutput(output, signal), {
    modifiedSeconds: begun.startedMs / 1000,
    keeping: temporaryFolder === undefined ? { memoryBytes: 64_000_000 } : { memoryBytes: 8_000_000, folder: temporaryFolder },
  });
  try {
    const summary = await fill(archive, sources, { ...options, ...begun, signal });
    await archive.room();
    return { path: "-", ...summary };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    output.off("close", leave).off("error", fail);
    archive.close();
  }
}

interface Begun {
  readonly node: string;
  readonly startedMs: number;
  readonly redactor: TextRedactor | undefined;
}

function begin(sources: Sources, { node, redact }: BundleOptions): Begun {
  return {
    node: node ?? nodeNameOf(sources.proc),
    startedMs: sources.clock.nowMs(),
    redactor: redact ? createBundleRedactor() : undefined,
  };
}

async function fill(archive: GzipArchive, sources: Sources, options: BundleOptions & Begun): Promise<Omit<CollectSummary, "path">> {
  const { walksTwice = true, more, redactor } = options;
  const collected = await collectNode(archive, sources, { ...options, walksTwice });
  for (const { path, text } of more?.(redactor) ?? []) archive.add(path, text);
  const { node, collectedAt, windowSeconds, redacted, notRead } = finishBundle(archive, collected.manifest);
  const files = archive.files.length;
  return { bytes: archive.writtenBytes, files, entries: collected.entries, node, collectedAt, windowSeconds, redacted, notRead };
}
