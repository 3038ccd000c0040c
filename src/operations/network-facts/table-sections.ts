import { cpuCounterIncrease } from "../../analysis/counter-increase.ts";
import type { NetworkDiagnostics } from "../../contract/tools/network-diagnostics.ts";
import { ageSeconds } from "../../model/age-seconds.ts";
import { isoTime } from "../../model/iso-time.ts";
import { windowSecondsOf } from "../../model/observation.ts";
import { isPresent } from "../../model/reading.ts";
import { counterAnswer, type NetworkBasis, placeOf, sectionAnswer, sourcesOf, wanted } from "./network-basis.ts";

export function conntrackSection(basis: NetworkBasis): NonNullable<NetworkDiagnostics["conntrack"]> {
  const { earlier, now } = basis.observation;
  const { tableUsage, cpuCounters } = now.parts;
  const before = earlier?.parts.cpuCounters;
  const counters = isPresent(cpuCounters)
    ? Object.fromEntries(
        tableCounters.flatMap((name) => {
          const answer = counterAnswer(cpuCounterIncrease(name, isPresent(before) ? before.value : undefined, cpuCounters.value));
          return answer === undefined ? [] : [[name, answer] as const];
        }),
      )
    : undefined;
  const window = Math.round(windowSecondsOf(basis.observation, "cpuCounters"));
  return {
    ...sectionAnswer("conntrack", basis, {
      from: sourcesOf(tableUsage, cpuCounters),
      missing: isPresent(cpuCounters) ? [] : [wanted("counters", "networking/conntrack.txt with the output of conntrack -S")],
    }),
    ...tableFigures(basis),
    ...(isPresent(tableUsage) && tableUsage.value.buckets !== undefined ? { buckets: tableUsage.value.buckets } : {}),
    ...(counters === undefined ? {} : { counters }),
    ...(window > 0 ? { windowSeconds: window } : {}),
  };
}

/** Of the many those that tell of losses; `found` and `insert` count ordinary work. */
const tableCounters = ["drop", "earlyDrop", "insertFailed", "clashResolve", "invalid", "error", "chaintoolong"] as const;

function tableFigures({ observation: { now } }: NetworkBasis) {
  const usage = now.parts.tableUsage;
  return isPresent(usage) ? { nfConntrackCount: usage.value.count, nfConntrackMax: usage.value.max } : {};
}

export function kubeProxySection(basis: NetworkBasis): NonNullable<NetworkDiagnostics["kube_proxy"]> {
  const { now } = basis.observation;
  const { dataPlane, kubeProxy, limitConfiguration, tableUsage } = now.parts;
  const limits = isPresent(limitConfiguration) ? limitConfiguration.value.kubeProxy : undefined;
  const [setByLog] = basis.files.proxyLimit;
  const max = isPresent(tableUsage) ? tableUsage.value.max : undefined;
  const mode = isPresent(kubeProxy) && kubeProxy.value.mode !== undefined ? kubeProxy.value.mode : undefined;
  const plane = isPresent(dataPlane) && dataPlane.value.kind !== "unknown" ? dataPlane.value.kind : undefined;
  const proxyMode = mode ?? plane;
  const numbers = {
    ...(limits?.maxPerCore === undefined ? {} : { maxPerCore: limits.maxPerCore }),
    ...(limits?.min === undefined ? {} : { min: limits.min }),
  };
  return {
    ...sectionAnswer("kube_proxy", basis, {
      from: [
        ...sourcesOf(dataPlane, kubeProxy),
        ...basis.files.proxyLimit.map(({ file }) => file),
        ...(limits === undefined ? [] : [limits.from]),
      ],
      issues:
        setByLog !== undefined && max !== undefined && max !== setByLog.value
          ? [
              {
                severity: "notice",
                what: `kube-proxy says it set nf_conntrack_max to ${setByLog.value}; it is ${max}: something else has written it since`,
              },
            ]
          : [],
      missing: [
        ...(limits === undefined
          ? [wanted("config", "configuration of kube-proxy; its conntrack.maxPerCore and conntrack.min are in its ConfigMap")]
          : []),
        ...(isPresent(kubeProxy)
          ? []
          : [{ what: "sync", because: "kube-proxy's metrics are in no file that its collector writes; its log has only its errors" }]),
        ...(proxyMode === undefined ? [wanted("proxyMode", "log of kube-proxy and no iptables rules")] : []),
      ],
    }),
    ...(proxyMode === undefined ? {} : { proxyMode }),
    ...(limits === undefined ? {} : { config: { from: limits.from, ...numbers } }),
    conntrack: {
      ...numbers,
      ...(setByLog === undefined ? {} : { setByKubeProxy: setByLog.value }),
      ...tableFigures(basis),
      errors: tableErrors(basis),
    },
    ...ipvsOf(basis, proxyMode === "ipvs"),
    ...(isPresent(kubeProxy)
      ? {
          sync: kubeProxy.value.syncs.map(({ family, lastSyncAtMs }) => ({
            ...(family === undefined ? {} : { family }),
            ...(lastSyncAtMs === undefined
              ? {}
              : {
                  lastSync: isoTime(lastSyncAtMs),
                  secondsSinceSync: ageSeconds(lastSyncAtMs, kubeProxy.takenAtMs),
                }),
          })),
        }
      : {}),
  };
}

/** Whoever wrote them: the kernel, or kube-proxy. */
function tableErrors({ findings }: NetworkBasis) {
  return findings
    .filter(({ from, component, source }) => from === "log" && (component === "conntrack" || /conntrack/.test(source)))
    .slice(0, 5)
    .map((finding) => {
      const { id, title, count, files } = finding;
      const { sample } = placeOf(finding);
      return { finding_id: id, title, count, files, ...(sample === undefined ? {} : { sample }) };
    });
}

function ipvsOf({ observation: { now } }: NetworkBasis, isUsed: boolean) {
  const { kernel, dataPlane } = now.parts;
  if (!isPresent(kernel) || (kernel.value.modules.length === 0 && !isUsed)) return {};
  const loaded = kernel.value.modules.map(({ name }) => name).filter((name) => name.startsWith("ip_vs"));
  const connections = isPresent(dataPlane) ? dataPlane.value.ipvsConnections : undefined;
  return {
    ipvs: {
      loadedModules: loaded,
      // Where another mode is used none is missing.
      missingModules: isUsed ? ["ip_vs", "ip_vs_rr"].filter((name) => !loaded.includes(name)) : [],
      ...(connections === undefined ? {} : { connections }),
    },
  };
}

export function iptablesSection(basis: NetworkBasis): NonNullable<NetworkDiagnostics["iptables"]> {
  const { rules } = basis.files;
  const sum = (of: "rules" | "chains" | "serviceChains" | "untracking") => rules.reduce((total, { value }) => total + value[of], 0);
  const drops = rules.flatMap(({ value }) => value.busyDrops).toSorted((left, right) => right.packets - left.packets);
  return {
    ...sectionAnswer("iptables", basis, {
      from: rules.map(({ file }) => file),
      issues: drops.slice(0, 1).map(({ chain, packets }) => ({
        severity: "notice",
        what: `rules have dropped or rejected packets, most in ${chain} (${packets} since the rule was made, which says nothing about today)`,
      })),
      missing: [
        ...(rules.length === 0 ? [wanted("rules", "networking/iptables-save.txt, networking/iptables-nat.txt or rule_counts.txt")] : []),
        ...rules.flatMap(({ file, isCut }) => (isCut ? [{ what: "rules", because: `only the first 16 MiB of ${file} were counted` }] : [])),
      ],
    }),
    ...(rules.length === 0
      ? {}
      : {
          ...{ rules: sum("rules"), chains: sum("chains"), serviceChains: sum("serviceChains"), untrackingRules: sum("untracking") },
          droppingPolicies: [...new Set(rules.flatMap(({ value }) => value.droppingPolicies))],
          busyDrops: drops.slice(0, 5).map(({ chain, packets, rule }) => ({ chain, packets, rule })),
        }),
  };
}
