import type { PartName, PartValues } from "../../model/node-snapshot.ts";

export type ConfigurationArea = "limit" | "setting" | "owner" | "kernel" | "machine" | "data-plane";

type Lines = ReadonlyMap<string, string | number>;

/** One part of a snapshot as lines of configuration: what somebody set, and not what the traffic made of it. */
export interface ConfigurationPart {
  readonly part: PartName;
  readonly title: string;
  readonly area: ConfigurationArea;
  linesOf(value: PartValues[PartName]): Lines;
}

/** Keeps the part's type through the declaration, then widens it for the list. */
function definePart<P extends PartName>(declaration: {
  readonly part: P;
  readonly title: string;
  readonly area: ConfigurationArea;
  linesOf(value: PartValues[P]): Lines;
}): ConfigurationPart {
  // Whoever reads the list gives each part its own value and no other.
  return declaration as unknown as ConfigurationPart;
}

/** Said as limits, by the part that reads them live, or no setting at all. */
const notSettings: ReadonlySet<string> = new Set([
  "nf_conntrack_max",
  "nf_conntrack_buckets",
  "nf_conntrack_expect_max",
  "nf_conntrack_count",
]);

export const configurationParts: readonly ConfigurationPart[] = [
  definePart({
    part: "tableUsage",
    title: "limit of the table",
    area: "limit",
    // A limit of 0 is none.
    linesOf: ({ max, buckets, expectMax }) =>
      linesOf({ nf_conntrack_max: max === 0 ? "unlimited" : max, nf_conntrack_buckets: buckets, nf_conntrack_expect_max: expectMax }),
  }),
  definePart({
    part: "settings",
    title: "settings of connection tracking",
    area: "setting",
    linesOf: ({ sysctls }) => new Map(Object.entries(sysctls).filter(([name]) => !notSettings.has(name))),
  }),
  definePart({
    part: "limitConfiguration",
    title: "who sets the limit",
    area: "owner",
    linesOf: ({ sysctlLines, kubeProxy }) =>
      new Map([
        // The last line for a key holds.
        ...sysctlLines.map(({ key, value }) => [`${key} in sysctl files`, value] as const),
        ...(kubeProxy?.maxPerCore === undefined && kubeProxy?.min === undefined
          ? []
          : linesOf({
              "conntrack.maxPerCore of kube-proxy": kubeProxy.maxPerCore ?? "its default",
              "conntrack.min of kube-proxy": kubeProxy.min ?? "its default",
            })),
      ]),
  }),
  definePart({
    part: "portRanges",
    title: "port ranges",
    area: "limit",
    linesOf: ({ ephemeral, reservedPorts }) =>
      linesOf({ ip_local_port_range: `${ephemeral.from} ${ephemeral.to}`, ip_local_reserved_ports: reservedPorts }),
  }),
  definePart({ part: "kernel", title: "kernel", area: "kernel", linesOf: ({ release }) => linesOf({ "kernel release": release }) }),
  definePart({
    part: "cloudInstance",
    title: "cloud instance",
    area: "machine",
    linesOf: ({ instanceType }) => linesOf({ "instance type": instanceType }),
  }),
  definePart({
    part: "resources",
    title: "size of the node",
    area: "machine",
    // The kernel keeps some of the memory for itself at each boot, and never twice the same amount.
    linesOf: ({ cpus, memoryTotalBytes }) => linesOf({ CPUs: cpus, memory: roundedMemory(memoryTotalBytes) }),
  }),
  definePart({
    part: "dataPlane",
    title: "data plane",
    area: "data-plane",
    linesOf: ({ kind }) => linesOf({ "data plane": kind === "unknown" ? undefined : kind }),
  }),
  definePart({
    part: "kubeProxy",
    title: "kube-proxy",
    area: "data-plane",
    linesOf: ({ mode }) => linesOf({ "mode of kube-proxy": mode }),
  }),
];

/** To half a power of two, between which no sizes of machines lie. */
function roundedMemory(bytes: number): string {
  const rounded = 2 ** (Math.round(Math.log2(bytes) * 2) / 2);
  return `about ${Number((rounded / 2 ** 30).toPrecision(2))} GiB`;
}

function linesOf(lines: Readonly<Record<string, string | number | undefined>>): Lines {
  return new Map(Object.entries(lines).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}
