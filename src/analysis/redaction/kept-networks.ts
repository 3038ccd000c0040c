import { type AddressWords, parseAddress } from "../../model/ip-address.ts";

export interface KeptNetwork {
  readonly bytes: Uint8Array;
  readonly bits: number;
  /** The addresses in it stay as they are; otherwise only the network itself is recognised afterwards. */
  readonly isWhole: boolean;
}

/** Addresses that say what they are and of nobody whose: `::` and loopback, link-local services of clouds, groups, masks and broadcast. */
const whole = [
  "0.0.0.0/32",
  "127.0.0.0/8",
  // RFC 3927: 169.254.169.254 (instance metadata), .253 (resolver), .123 (time), 169.254.20.10 (NodeLocal DNS).
  "169.254.0.0/16",
  "224.0.0.0/4",
  // RFC 1112 class E: netmasks and the broadcast address look like this.
  "240.0.0.0/4",
  "::/128",
  "::1/128",
  "ff00::/8",
  // Instance metadata, resolver and time of AWS over IPv6.
  "fd00:ec2::/32",
];

/** RFC 6890 and its registry: what lies in these stays in these. */
const byClass = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "::/96",
  "64:ff9b::/96",
  "2001:db8::/32",
  "2002::/16",
  "2000::/3",
  "fc00::/8",
  "fd00::/8",
  // The host part of a link-local address may be made from the MAC address, so only the network stays.
  "fe80::/64",
];

export const keptNetworks: Readonly<Record<4 | 6, readonly KeptNetwork[]>> = {
  4: [...whole.filter(isIpv4).map((text) => parse(text, true)), ...byClass.filter(isIpv4).map((text) => parse(text, false))],
  6: [
    ...whole.filter((text) => !isIpv4(text)).map((text) => parse(text, true)),
    ...byClass.filter((text) => !isIpv4(text)).map((text) => parse(text, false)),
  ],
};

function isIpv4(text: string): boolean {
  return !text.includes(":");
}

function parse(text: string, isWhole: boolean): KeptNetwork {
  const [address = "", bits = ""] = text.split("/");
  const words = parseAddress(address) as AddressWords; // each is a literal above
  const used = isIpv4(text) ? [words[3]] : words;
  const bytes = Uint8Array.from({ length: used.length * 4 }, (_, index) => (used[index >> 2]! >>> (24 - (index & 3) * 8)) & 255);
  return { bytes, bits: Number(bits), isWhole };
}
