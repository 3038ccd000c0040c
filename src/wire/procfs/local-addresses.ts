import { formatAddress, parseAddress } from "../../model/ip-address.ts";

/** The addresses of this node by /proc/net/fib_trie: a leaf whose next line says that its host is LOCAL. The file shows each routing table. */
export function parseFibTrieLocals(text: string): readonly string[] {
  const found = new Set<string>();
  let leaf: string | undefined;
  for (const line of text.split("\n")) {
    const [, address] = /^\s*\|-- (\d{1,3}(?:\.\d{1,3}){3})$/.exec(line) ?? [];
    if (address !== undefined) leaf = parseAddress(address) === undefined ? undefined : address;
    else if (leaf !== undefined && /^\s*\/32 host LOCAL\s*$/.test(line)) found.add(leaf);
  }
  return [...found];
}

/** The addresses of /proc/net/if_inet6: 32 hexadecimal digits at the beginning of each row. */
export function parseIfInet6(text: string): readonly string[] {
  const found = text.split("\n").flatMap((line) => {
    const [digits] = /^[0-9a-f]{32}(?= )/.exec(line) ?? [];
    if (digits === undefined) return [];
    const word = (at: number) => Number.parseInt(digits.slice(at * 8, at * 8 + 8), 16);
    return [formatAddress(word(0), word(1), word(2), word(3))];
  });
  return [...new Set(found)];
}
