import { decimalNumber } from "./number-text.ts";

/** The inode in `net:[4026531840]`, the target of /proc/<pid>/ns/net; undefined for any other link. */
export function parseNetworkNamespaceLink(target: string): number | undefined {
  return decimalNumber(/^net:\[(\d+)\]$/.exec(target)?.[1] ?? "");
}
