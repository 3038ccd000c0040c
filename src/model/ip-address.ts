/**
 * An IP address as four 32-bit words, most significant first. IPv4 addresses are held in the mapped form ::ffff:a.b.c.d,
 * so that one key type serves both families.
 */
export type AddressWords = readonly [number, number, number, number];

const ipv4MappedWord = 0xffff;

export function isIpv4Words(word0: number, word1: number, word2: number): boolean {
  return word0 === 0 && word1 === 0 && word2 === ipv4MappedWord;
}

/** Parses dotted IPv4 or RFC 4291 IPv6 text; undefined when it is neither. */
export function parseAddress(text: string): AddressWords | undefined {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

/** The canonical text: dotted IPv4, or RFC 5952 for IPv6. */
export function formatAddress(word0: number, word1: number, word2: number, word3: number): string {
  if (isIpv4Words(word0, word1, word2)) {
    return `${word3 >>> 24}.${(word3 >>> 16) & 255}.${(word3 >>> 8) & 255}.${word3 & 255}`;
  }
  return formatIpv6([word0, word1, word2, word3]);
}

function parseIpv4(text: string): AddressWords | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let word = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    word = (word << 8) | Number(part);
  }
  return [0, 0, ipv4MappedWord, word >>> 0];
}

function parseIpv6(text: string): AddressWords | undefined {
  let body = text;
  const lastColon = body.lastIndexOf(":");
  if (body.includes(".")) {
    const tail = parseIpv4(body.slice(lastColon + 1));
    if (tail === undefined) return undefined;
    body = `${body.slice(0, lastColon + 1)}${(tail[3] >>> 16).toString(16)}:${(tail[3] & 0xffff).toString(16)}`;
  }
  const halves = body.split("::");
  if (halves.length > 2) return undefined;
  const groupsOf = (half: string | undefined) => (half === undefined || half === "" ? [] : half.split(":"));
  const head = groupsOf(halves[0]);
  const tail = groupsOf(halves[1]);
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(halves.length === 1 ? 0 : missing).fill("0"), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const numbers = groups.map((group) => Number.parseInt(group, 16));
  const word = (index: number) => (((numbers[index] ?? 0) << 16) | (numbers[index + 1] ?? 0)) >>> 0;
  return [word(0), word(2), word(4), word(6)];
}

function formatIpv6(words: AddressWords): string {
  const groups = words.flatMap((word) => [(word >>> 16) & 0xffff, word & 0xffff]);
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > bestLength) {
      bestStart = start;
      bestLength = length;
    }
  }
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(":");
  if (bestStart < 0) return text(groups);
  return `${text(groups.slice(0, bestStart))}::${text(groups.slice(bestStart + bestLength))}`;
}
