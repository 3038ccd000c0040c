import type { Observation } from "../../model/observation.ts";
import type { SavedTextKind } from "../../wire/saved-text/recognise-saved-text.ts";
import type { BundleLayout } from "./bundle-layout.ts";

/** A saved node, read. */
export interface Bundle {
  /** Of the file or folder that was given. */
  readonly name: string;
  readonly layout: BundleLayout;
  /** `unknown` where no file names it. */
  readonly node: string;
  readonly cluster?: string;
  /** What whoever collected it says the node was. */
  readonly label?: "healthy" | "incident";
  /** The bundle's own time; never today's. */
  readonly collectedAtMs: number;
  /** Which of its own clocks that is, in words for a person. */
  readonly collectedAtFrom: string;
  /** When the node was booted, where anything tells it. */
  readonly bootedAtMs?: number;
  readonly observation: Observation;
  /** Names and addresses were replaced, by others in each bundle. */
  readonly isRedacted: boolean;
  readonly remarks: readonly string[];
  readonly files: readonly BundleFile[];
}

export interface BundleFile {
  /** Comes from outside, as everything in a bundle does; control characters are taken out. */
  readonly path: string;
  readonly bytes: number;
  readonly kind: SavedTextKind | "unknown";
  /** Whether anything of it is in the observation. */
  readonly used: boolean;
}

/** The node of a bundle in which no file names it. */
export const unknownNode = "unknown";
