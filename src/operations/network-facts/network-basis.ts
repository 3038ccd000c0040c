import type { CounterIncrease } from "../../analysis/counter-increase.ts";
import type { NetworkSection, SectionAnswer } from "../../contract/tools/network-diagnostics.ts";
import type { Finding } from "../../model/finding.ts";
import type { Observation } from "../../model/observation.ts";
import { isPresent, type Reading } from "../../model/reading.ts";
import type { Signal } from "../../model/signal.ts";
import type { NetworkFiles } from "./read-network-files.ts";

/** What the sections are made from. */
export interface NetworkBasis {
  readonly observation: Observation;
  readonly files: NetworkFiles;
  /** Of all checks. */
  readonly signals: readonly Signal[];
  readonly findings: readonly Finding[];
}

type Issue = SectionAnswer["issues"][number];

interface SectionFacts {
  /** Files and sources that its facts come from. */
  readonly from: readonly string[];
  readonly issues?: readonly Issue[];
  /** What could not be looked at, with the file that would have it. */
  readonly missing?: readonly { readonly what: string; readonly because: string }[];
}

/** What every section says beside its own facts: the checks and the lines of logs that speak of it. */
export function sectionAnswer(section: NetworkSection, { signals, findings }: NetworkBasis, facts: SectionFacts): SectionAnswer {
  const own = signals.filter(({ id }) => checksOf[section].includes(id));
  const said = findings.filter((finding) => finding.from === "log" && isOf[section](finding));
  const seen = own.filter(({ level }) => level !== "not-evaluated");
  return {
    status: facts.from.length > 0 || said.length > 0 || (seen.length > 0 && measured.has(section)) ? "evaluated" : "notEvaluated",
    files: [...new Set(facts.from)],
    signals: seen.slice(0, mostSignals).map(({ id, level, line }) => ({ check: id, level, line })),
    findings: said.slice(0, mostFindings).map((finding) => ({
      ...{ finding_id: finding.id, severity: finding.severity, title: finding.title, count: finding.count },
      ...placeOf(finding),
    })),
    issues: [...(facts.issues ?? [])],
    notEvaluated: [
      ...(facts.missing ?? []).map(({ what, because }) => ({ what, because })),
      ...own
        .filter(({ level }) => level === "not-evaluated")
        .map(({ id, line }) => ({ what: id, because: line.replace(/^.*?not evaluated: /, "") })),
    ],
  };
}

/** Of the others a check sees only what lies beside them. */
const measured: ReadonlySet<NetworkSection> = new Set(["conntrack", "kube_proxy", "dns", "eni"]);

/** Where it was last said, as far as lines tell when. */
export function placeOf({ evidence }: Finding): { readonly file?: string; readonly sample?: string } {
  const place = evidence.findLast(({ atMs }) => atMs !== undefined) ?? evidence[0];
  return place === undefined ? {} : { file: place.file, sample: place.excerpt.slice(0, 160) };
}

const mostSignals = 12;
const mostFindings = 5;

const checksOf: Readonly<Record<NetworkSection, readonly string[]>> = {
  conntrack: [
    "usage",
    "time-to-full",
    "drops",
    "early-evictions",
    "insert-failures",
    "table-full-log",
    "pod-tables",
    "bpf-maps",
    "source-nat-ports",
    "hash-load",
    "tracking-settings",
  ],
  kube_proxy: ["kube-proxy-sync", "limit-owner"],
  iptables: ["rule-count"],
  dns: ["dns-servfail", "link-local-allowance", "clash-resolve"],
  eni: ["instance-allowance", "bandwidth-in-allowance", "bandwidth-out-allowance", "packet-rate-allowance", "link-local-allowance"],
  routes: ["neighbour-table"],
  cni: [],
  ipamd: [],
};

const isOf: Readonly<Record<NetworkSection, (finding: Finding) => boolean>> = {
  conntrack: ({ component }) => component === "conntrack",
  kube_proxy: ({ component }) => component === "kube-proxy",
  iptables: ({ source }) => /iptables|xtables|nftables/.test(source),
  dns: ({ component }) => component === "dns",
  eni: ({ component }) => component === "instance",
  routes: ({ source }) => /route|neighbour|martian/.test(source),
  cni: ({ component, evidence }) => component === "cni" && !evidence.some(({ file }) => /ipamd/.test(file)),
  ipamd: ({ component, evidence }) => component === "cni" && evidence.some(({ file }) => /ipamd/.test(file)),
};

/** As the sections show it: what cannot be compared did not rise by 0. */
export function counterAnswer(increase: CounterIncrease): { readonly value: number; readonly rose: number | "unknown" } | undefined {
  if (increase.kind === "incomparable") return undefined;
  return { value: increase.total, rose: increase.kind === "increase" ? increase.increase : "unknown" };
}

/** Why a part of the snapshot is not there. */
export function wanted(what: string, file: string): { readonly what: string; readonly because: string } {
  return { what, because: `the bundle has no ${file}` };
}

export function sourcesOf(...parts: readonly (Reading<unknown> | undefined)[]): readonly string[] {
  return parts.flatMap((part) => (isPresent(part) ? [part.source] : []));
}
