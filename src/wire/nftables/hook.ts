import type { AttributeCursor } from "../netlink/attribute-cursor.ts";
import type { AttributeWriter } from "../netlink/attribute-writer.ts";
import { nfInetHook, nftaHook } from "./constants.ts";

/** Where a chain of type `filter` with the policy `accept` sees packets; a chain without one is only gone to. */
export interface NftHook {
  readonly number: keyof typeof hookNumbers;
  readonly priority: number;
}

export function writeHook(writer: AttributeWriter, { number, priority }: NftHook): void {
  writer.uint32(nftaHook.NFTA_HOOK_HOOKNUM, hookNumbers[number]);
  writer.uint32(nftaHook.NFTA_HOOK_PRIORITY, priority >>> 0);
}

export function readHook(cursor: AttributeCursor): NftHook {
  let number: number | undefined;
  let priority: number | undefined;
  while (cursor.next()) {
    if (cursor.type === nftaHook.NFTA_HOOK_HOOKNUM) number = cursor.uint32("NFTA_HOOK_HOOKNUM");
    else if (cursor.type === nftaHook.NFTA_HOOK_PRIORITY) priority = cursor.uint32("NFTA_HOOK_PRIORITY") | 0;
    else cursor.skipUnknown();
  }
  if (priority === undefined) throw cursor.missing("NFTA_HOOK_PRIORITY");
  if (number === hookNumbers.prerouting) return { number: "prerouting", priority };
  if (number === hookNumbers.output) return { number: "output", priority };
  throw cursor.badValue(`hook ${number} is none that Ullage writes`);
}

const hookNumbers = { prerouting: nfInetHook.NF_INET_PRE_ROUTING, output: nfInetHook.NF_INET_LOCAL_OUT } as const;
