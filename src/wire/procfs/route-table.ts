import { formatAddress } from "../../model/ip-address.ts";
import type { ByteOrder } from "../bytes/byte-reader.ts";

/** /proc/net/route as lines of `ip route`: the main table of IPv4. Its addresses are hexadecimal words in the order of the machine. */
export function ipv4RouteLines(text: string, order: ByteOrder): readonly string[] {
  return text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [device, destination, gateway, flags, , , metric, mask] = line.trim().split(/\s+/);
      if (device === undefined || destination === undefined || gateway === undefined || flags === undefined || mask === undefined)
        return [];
      const network = ipv4Word(destination, order);
      const via = ipv4Word(gateway, order);
      const bits = [...ipv4Word(mask, order).toString(2)].filter((bit) => bit === "1").length;
      return [
        routeLine({
          to: network === 0 && bits === 0 ? "default" : `${formatAddress(0, 0, 0xffff, network)}/${bits}`,
          via: via === 0 ? undefined : formatAddress(0, 0, 0xffff, via),
          device,
          metric: Number(metric),
          isRejected: (Number.parseInt(flags, 16) & RTF_REJECT) !== 0,
        }),
      ];
    });
}

/** /proc/net/ipv6_route as lines of `ip -6 route`: every table, the local one left out. */
export function ipv6RouteLines(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const [destination, bits, , , gateway, metric, , , flags, device] = line.trim().split(/\s+/);
    if (destination?.length !== 32 || gateway?.length !== 32 || bits === undefined || flags === undefined || device === undefined)
      return [];
    const marks = Number.parseInt(flags, 16);
    if ((marks & RTF_LOCAL) !== 0) return [];
    const length = Number.parseInt(bits, 16);
    const via = ipv6Text(gateway);
    return [
      routeLine({
        to: length === 0 ? "default" : `${ipv6Text(destination)}/${length}`,
        via: via === "::" ? undefined : via,
        device,
        metric: Number.parseInt(metric ?? "", 16),
        isRejected: (marks & RTF_REJECT) !== 0,
      }),
    ];
  });
}

/** The node's own IPv4 addresses by /proc/net/fib_trie, as lines of `ip route show table local`. */
export function localAddressLines(text: string): readonly string[] {
  const found = [...text.matchAll(/\|-- (\d{1,3}(?:\.\d{1,3}){3})\n\s+\/32 host LOCAL/g)].map(([, address]) => `local ${address}`);
  return [...new Set(found)];
}

/** include/uapi/linux/route.h and ipv6_route.h */
const RTF_REJECT = 0x0200;
const RTF_LOCAL = 0x8000_0000;

interface Route {
  readonly to: string;
  readonly via: string | undefined;
  readonly device: string;
  readonly metric: number;
  readonly isRejected: boolean;
}

function routeLine({ to, via, device, metric, isRejected }: Route): string {
  const words = [
    ...(isRejected ? ["unreachable"] : []),
    to,
    ...(via === undefined ? [] : ["via", via]),
    "dev",
    device,
    ...(metric > 0 ? ["metric", String(metric)] : []),
  ];
  return words.join(" ");
}

function ipv4Word(hex: string, order: ByteOrder): number {
  const word = Number.parseInt(hex, 16);
  if (order === "big") return word >>> 0;
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

function ipv6Text(hex: string): string {
  const word = (at: number) => Number.parseInt(hex.slice(at, at + 8), 16);
  return formatAddress(word(0), word(8), word(16), word(24));
}
