/** Reverse-path filter of each interface: 0 off, 1 strict, 2 loose. Of `all` the larger of both holds (Documentation/networking/ip-sysctl.rst). */
export interface ReversePathFilters {
  readonly all: number;
  readonly byInterface: Readonly<Record<string, number>>;
  readonly strict: readonly string[];
}

/** Of `sysctl -a`, or of `interface=number` as the sgfp toolkit writes it. Undefined where there is none. */
export function parseReversePathFilters(text: string): ReversePathFilters | undefined {
  const found = new Map<string, number>();
  for (const [, ofSysctl, sysctlValue, name, value] of text.matchAll(filterLine)) {
    found.set(ofSysctl ?? name ?? "", Number(sysctlValue ?? value));
  }
  const all = found.get("all");
  if (found.size === 0) return undefined;
  const effective = [...found]
    .filter(([name]) => name !== "all" && name !== "default" && name !== "lo")
    .map(([name, value]) => [name, Math.max(value, all ?? 0)] as const);
  return {
    all: all ?? 0,
    // Of pods there are hundreds, each with one of its own.
    byInterface: Object.fromEntries(effective.filter(([name]) => !podInterface.test(name)).slice(0, 16)),
    strict: effective.flatMap(([name, value]) => (value === 1 && !podInterface.test(name) ? [name] : [])).slice(0, 16),
  };
}

const filterLine = /^(?:net\.ipv4\.conf\.(\S{1,40}?)\.rp_filter ?= ?([012])|([\w.@:-]{1,40})=([012]))$/gm;
const podInterface = /^(?:eni[0-9a-f]{11}|veth|cali|lxc|vlan\.eth|gke[0-9a-f]|azv)/;
