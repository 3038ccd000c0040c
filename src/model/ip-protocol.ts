/** Protocol numbers of `include/uapi/linux/in.h` that conntrack has a tracker or a common name for. */
export const ipProtocol = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  ospf: 89,
  sctp: 132,
  udplite: 136,
} as const;

const nameByNumber: ReadonlyMap<number, string> = new Map(Object.entries(ipProtocol).map(([name, number]) => [number, name]));

/** The name as `conntrack -L` prints it, or the number where it has none. */
export function protocolName(protocol: number): string {
  return nameByNumber.get(protocol) ?? String(protocol);
}

/** Accepts a name or a number in text; undefined when it is neither. */
export function parseProtocol(text: string): number | undefined {
  const lower = text.toLowerCase();
  if (lower === "ipv6-icmp") return ipProtocol.icmpv6;
  if (lower in ipProtocol) return ipProtocol[lower as keyof typeof ipProtocol];
  return /^\d{1,3}$/.test(lower) && Number(lower) <= 255 ? Number(lower) : undefined;
}
