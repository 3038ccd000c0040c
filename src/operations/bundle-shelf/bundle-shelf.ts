import type { FindingsIndex } from "../../findings/findings-index.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import type { Bundle } from "../../sources/bundle/bundle.ts";

/** The bundles that can be asked about: those of a folder, and those that were collected since. */
export interface BundleShelf {
  /** Where a collection is to be written, under a name of its own; undefined where the shelf is only read. */
  readonly directory: string | undefined;
  list(signal: AbortSignal): Promise<ShelfListing>;
  /** Its findings and texts are found once, and kept as long as they fit. Throws ToolFailure `bundle-unreadable`. */
  open(bundle: ShelvedBundle, call: ShelfCall): Promise<OpenBundle>;
  close(): Promise<void>;
}

export interface ShelfCall {
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number | undefined, message: string) => void;
}

export interface ShelfListing {
  /** The newest first. */
  readonly bundles: readonly ShelvedBundle[];
  /** Half-written, damaged, or no bundle at all. */
  readonly unreadable: readonly { readonly id: string; readonly because: string }[];
}

export interface ShelvedBundle {
  /** Path below the shelf's folder, with `/`: what a person calls it, and unique. */
  readonly id: string;
  readonly path: string;
  readonly node: string;
  /** The sub-folder that it lies in, or what its manifest says. */
  readonly cluster?: string;
  /** Of the cloud, such as `i-0abc…`. */
  readonly instanceId?: string;
  readonly zone?: string;
  readonly collectedAtMs: number;
  readonly bytes: number;
  readonly isRedacted: boolean;
  /** What whoever collected it says the node was, by its manifest; baselines are not learnt from an incident. */
  readonly label?: "healthy" | "incident";
  /** What could be read of it only in part, or not at all: an archive that is cut short. */
  readonly remarks?: readonly string[];
}

export interface OpenBundle {
  readonly bundle: ShelvedBundle;
  /** Paths are those that findings and searches name. */
  readonly files: readonly ShelvedFile[];
  readonly findings: FindingsIndex;
  readonly diagnosis: Diagnosis;
  /** Which parts of a node's snapshot could be read from it. */
  readonly presentParts?: readonly string[];
  readonly layout?: Bundle["layout"];
  /** The readings themselves; read again where they are no longer in memory. */
  saved(signal: AbortSignal): Promise<Bundle>;
  readonly text: BundleText;
}

export interface ShelvedFile {
  readonly path: string;
  readonly bytes: number;
  readonly kind: Bundle["files"][number]["kind"];
  /** It has bytes that no text has. */
  readonly isBinary: boolean;
  /** What its path says it is a log of, by the names that `search` takes as logTypes. */
  readonly logTypes: readonly string[];
}

/** The files of a bundle as text, at any place in them, whether it is packed or not. */
export interface BundleText {
  /** Up to `length` bytes from `start`. Throws ToolFailure `file-unknown`. */
  readBytes(path: string, start: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
  /** Where lines begin, counted from 1; undefined behind the last one. */
  offsetOfLine(path: string, line: number, signal: AbortSignal): Promise<number | undefined>;
  /** Ranges of ordinary files in which the bytes of the bundle's files stand as they are: what a search in another thread reads. */
  readonly places: readonly TextPlace[];
  /** Why files have no place, where that is for another reason than that they are binary. */
  readonly remarks?: readonly string[];
}

export interface TextPlace {
  /** Of the file within the bundle. */
  readonly path: string;
  /** Of the ordinary file on disk. */
  readonly diskPath: string;
  readonly start: number;
  readonly bytes: number;
}
