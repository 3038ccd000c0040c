import type { Document } from "./document.ts";
import { harmlessText } from "./harmless-text.ts";

/** What a collection came to. */
export interface CollectSummary {
  /** `-` for standard output. */
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
  /** Undefined where there was no table to read. */
  readonly entries: number | undefined;
  readonly node: string;
  readonly collectedAt: string;
  readonly windowSeconds: number;
  readonly redacted: boolean;
  readonly notRead: readonly { readonly path: string; readonly because: string }[];
}

export function collectReport(summary: CollectSummary): Document {
  const { path, bytes, files, entries, node, windowSeconds, redacted, notRead } = summary;
  const samples = windowSeconds === 0 ? "one sample" : `two samples, ${windowSeconds.toFixed(1)} s apart`;
  const table = entries === undefined ? "no table" : `${entries} entries of the table`;
  return [
    { kind: "paragraph", text: harmlessText(path === "-" ? "standard output" : path) },
    {
      kind: "list",
      items: [
        `${sizeText(bytes)}, ${files} files: ${table}, ${samples}, of ${harmlessText(node)}`,
        ...(redacted
          ? ["addresses and names are replaced; ports, times and the words of programs are not: look before you pass it on"]
          : ["addresses and names are in clear (--redact replaces them)"]),
        ...notRead.map(({ path: missing, because }) => harmlessText(`not read: ${missing}: ${because}`)),
      ],
    },
  ];
}

export function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
