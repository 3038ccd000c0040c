/** One entry as `conntrack -L -o xml` prints it, as far as it prints it. */
export interface XmlEntry {
  readonly family: 4 | 6;
  readonly protocol: number;
  readonly original: XmlTuple;
  readonly reply: XmlTuple;
  readonly state?: string;
  readonly timeoutSeconds?: number;
  readonly mark?: number;
  readonly zone?: number;
  readonly id?: number;
  readonly isAssured: boolean;
  readonly isUnreplied: boolean;
}

export interface XmlTuple {
  readonly source: string;
  readonly destination: string;
  /** Ports, or the two keys of GRE; ICMP's id, type and code are not in the XML. */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

export function parseConntrackXml(text: string): readonly XmlEntry[] {
  return [...text.matchAll(/<flow>(.*?)<\/flow>/gs)].map(([, flow = ""]) => parseFlow(flow));
}

function parseFlow(flow: string): XmlEntry {
  const meta = (direction: string) => new RegExp(`<meta direction="${direction}">(.*?)</meta>`, "s").exec(flow)?.[1] ?? "";
  const original = meta("original");
  const independent = meta("independent");
  return {
    family: original.includes('protoname="ipv6"') ? 6 : 4,
    protocol: Number(/<layer4 protonum="(\d+)"/.exec(original)?.[1]),
    original: parseTuple(original),
    reply: parseTuple(meta("reply")),
    ...text("state", independent),
    ...number("timeoutSeconds", "timeout", independent),
    ...number("mark", "mark", independent),
    ...number("zone", "zone", independent),
    ...number("id", "id", independent),
    isAssured: independent.includes("<assured/>"),
    isUnreplied: independent.includes("<unreplied/>"),
  };
}

function parseTuple(meta: string): XmlTuple {
  return {
    source: element("src", meta) ?? "",
    destination: element("dst", meta) ?? "",
    ...number("sourcePort", "sport|srckey", meta),
    ...number("destinationPort", "dport|dstkey", meta),
  };
}

function text<K extends string>(key: K, within: string): { readonly [P in K]?: string } {
  const found = element(key, within);
  // A computed key is `string` to the compiler.
  return (found === undefined ? {} : { [key]: found }) as { readonly [P in K]?: string };
}

function number<K extends string>(key: K, name: string, within: string): { readonly [P in K]?: number } {
  const found = element(name, within);
  return (found === undefined ? {} : { [key]: Number(found) }) as { readonly [P in K]?: number };
}

function element(name: string, within: string): string | undefined {
  return new RegExp(`<(?:${name})>([^<]*)<`).exec(within)?.[1];
}
