import { isoTime } from "../model/iso-time.ts";

/** What a bundle is called where nobody says otherwise. The name may be a stranger's word: it stays within one folder, and within a header of HTTP. */
export function bundleName(node: string, atMs: number): string {
  return `ullage-${node.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 100)}-${timeInName(atMs)}.tar.gz`;
}

/** `20260115T120135Z` */
export function timeInName(atMs: number): string {
  return isoTime(atMs).replace(/[-:]|\.\d+/g, "");
}
