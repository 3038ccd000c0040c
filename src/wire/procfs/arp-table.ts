import { hexNumber32, wordsOf } from "./number-text.ts";

export interface ArpEntry {
  readonly address: string;
  /** ATF_* of linux/if_arp.h: 0 while nobody has answered, 2 (ATF_COM) when somebody has. */
  readonly flags: number;
  readonly interfaceName: string;
}

/** /proc/net/arp: a header, then address, type, flags, hardware address, mask and device. */
export function parseArpTable(text: string): { readonly entries: readonly ArpEntry[]; readonly malformedRows: number } {
  const rows = text
    .split("\n")
    .slice(1)
    .filter((line) => line.trim() !== "");
  const entries = rows.flatMap((line) => {
    const [address = "", , flagsWord = "", , , interfaceName] = wordsOf(line);
    const flags = /^0x/.test(flagsWord) ? hexNumber32(flagsWord.slice(2)) : undefined;
    return flags === undefined || interfaceName === undefined || !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)
      ? []
      : [{ address, flags, interfaceName }];
  });
  return { entries, malformedRows: rows.length - entries.length };
}
