import { counterIncrease, cpuCounterIncrease } from "../../analysis/counter-increase.ts";
import type { NetworkDiagnostics } from "../../contract/tools/network-diagnostics.ts";
import type { Counters } from "../../model/node-snapshot.ts";
import { isPresent } from "../../model/reading.ts";
import { counterAnswer, type NetworkBasis, sectionAnswer, wanted } from "./network-basis.ts";

function countersOf(now: Counters, earlier: Counters | undefined) {
  return Object.fromEntries(
    Object.keys(now).flatMap((name) => {
      // How much is left goes up and down: it is no counter, and its difference no increase.
      if (name.endsWith("_available")) return [[name, { value: now[name] ?? 0 }] as const];
      const answer = counterAnswer(counterIncrease(name, earlier, now));
      return answer === undefined ? [] : [[name, answer] as const];
    }),
  );
}

export function dnsSection(basis: NetworkBasis): NonNullable<NetworkDiagnostics["dns"]> {
  const { earlier, now } = basis.observation;
  const { nodeDns, cpuCounters, addressOwners } = now.parts;
  const [conf] = basis.files.resolvConf;
  const before = earlier?.parts;
  const clash = isPresent(cpuCounters)
    ? counterAnswer(
        cpuCounterIncrease("clashResolve", isPresent(before?.cpuCounters) ? before.cpuCounters.value : undefined, cpuCounters.value),
      )
    : undefined;
  const pods = isPresent(addressOwners)
    ? addressOwners.value.claims.flatMap(({ owner: { kind, namespace, name } }) =>
        kind === "pod" && namespace === "kube-system" && /^(?:coredns|kube-dns|node-local-dns)-/.test(name) ? [`${namespace}/${name}`] : [],
      )
    : [];
  return {
    ...sectionAnswer("dns", basis, {
      from: [...(conf === undefined ? [] : [conf.file]), ...(isPresent(nodeDns) ? [nodeDns.source] : [])],
      issues: [
        ...(conf !== undefined && conf.value.nameservers.length === 0
          ? [{ severity: "warning" as const, what: `${conf.file} names no server` }]
          : []),
        ...(clash !== undefined && typeof clash.rose === "number" && clash.rose > 0
          ? [
              {
                severity: "warning" as const,
                what: `two queries of one socket were translated at once ${clash.rose} times: one of each pair may be lost (clash_resolve)`,
              },
            ]
          : []),
      ],
      missing: [
        ...(conf === undefined ? [wanted("resolv.conf", "networking/resolv.conf")] : []),
        ...(isPresent(nodeDns)
          ? []
          : [{ what: "servers on the node", because: "the metrics of CoreDNS or NodeLocal are in no file of this bundle" }]),
      ],
    }),
    ...(conf === undefined
      ? {}
      : { nameservers: [...conf.value.nameservers], searchDomains: [...conf.value.searchDomains], ndots: conf.value.ndots }),
    ...(isPresent(nodeDns)
      ? {
          onNode: nodeDns.value.map(({ endpoint, responses }) => ({
            endpoint,
            responses: countersOf(
              responses,
              isPresent(before?.nodeDns) ? before.nodeDns.value.find((server) => server.endpoint === endpoint)?.responses : undefined,
            ),
          })),
        }
      : {}),
    ...(pods.length === 0 ? {} : { dnsPods: [...new Set(pods)].slice(0, 8) }),
    ...(clash === undefined ? {} : { clashResolve: clash }),
  };
}

export function eniSection(basis: NetworkBasis): NonNullable<NetworkDiagnostics["eni"]> {
  const { earlier, now } = basis.observation;
  const { interfaceAllowances, cloudInstance } = now.parts;
  const before = earlier?.parts.interfaceAllowances;
  const interfaces = isPresent(interfaceAllowances) ? interfaceAllowances.value : [];
  const instanceType = isPresent(cloudInstance) ? cloudInstance.value.instanceType : undefined;
  return {
    ...sectionAnswer("eni", basis, {
      from: isPresent(interfaceAllowances) ? [interfaceAllowances.source] : [],
      missing: isPresent(interfaceAllowances) ? [] : [wanted("allowances", "networking/ethtool.txt with the output of ethtool -S")],
    }),
    ...(isPresent(interfaceAllowances)
      ? {
          interfaces: interfaces.map(({ interfaceName, driver, statistics }) => ({
            name: interfaceName,
            driver,
            allowances: countersOf(
              statistics,
              isPresent(before) ? before.value.find((other) => other.interfaceName === interfaceName)?.statistics : undefined,
            ),
          })),
        }
      : {}),
    ...(instanceType === undefined ? {} : { instanceType }),
  };
}

export function routesSection(basis: NetworkBasis): NonNullable<NetworkDiagnostics["routes"]> {
  const { routes, routingRules } = basis.files;
  const defaults = routes.flatMap(({ value }) => value.defaultRoutes);
  const refusing = routes.flatMap(({ value }) => value.refusing);
  return {
    ...sectionAnswer("routes", basis, {
      from: [...routes, ...routingRules].map(({ file }) => file),
      issues: [
        ...(routes.length > 0 && defaults.length === 0 ? [{ severity: "warning" as const, what: "there is no default route" }] : []),
        ...(refusing.length > 0
          ? [
              {
                severity: "notice" as const,
                what: `${refusing.length} routes refuse packets or let them vanish; network plug-ins set such routes on purpose`,
              },
            ]
          : []),
      ],
      missing: [
        ...(routes.length === 0 ? [wanted("routes", "networking/iproute.txt or routes.txt")] : []),
        ...(routingRules.length === 0 ? [wanted("rules", "networking/iprule.txt or rules.txt")] : []),
      ],
    }),
    ...(routes.length === 0
      ? {}
      : {
          routes: routes.reduce((sum, { value }) => sum + value.routes, 0),
          tables: Math.max(...routes.map(({ value }) => value.tables)),
          ...{ defaultRoutes: defaults, refusingRoutes: refusing },
        }),
    ...(routingRules.length === 0 ? {} : { rules: routingRules.reduce((sum, { value }) => sum + value, 0) }),
  };
}

export function cniSection(basis: NetworkBasis): NonNullable<NetworkDiagnostics["cni"]> {
  const { cniPlugins, cniSettings, rpFilter } = basis.files;
  const [settings] = cniSettings;
  const [filters] = rpFilter;
  const strict = filters?.value.strict ?? [];
  return {
    ...sectionAnswer("cni", basis, {
      from: [...cniPlugins, ...cniSettings, ...rpFilter].map(({ file }) => file),
      issues:
        strict.length > 0
          ? [
              {
                severity: "notice",
                what: `rp_filter is strict on ${strict.join(", ")}: where a pod's packets come in by one interface and leave by another they vanish without a trace here`,
              },
            ]
          : [],
      missing: [
        ...(cniPlugins.length === 0 ? [wanted("plugins", "cni/*.conflist")] : []),
        ...(settings === undefined ? [wanted("settings", "ipamd/networkutils-env-settings.json")] : []),
        ...(filters === undefined ? [wanted("rp_filter", "sysctls/sysctl_all.txt with net.ipv4.conf.*.rp_filter")] : []),
      ],
    }),
    ...(cniPlugins.length === 0
      ? {}
      : { plugins: cniPlugins.flatMap(({ value }) => value.plugins.map((type) => `${value.name}: ${type}`)) }),
    ...(settings === undefined ? {} : { settings: { ...settings.value } }),
    ...(filters === undefined
      ? {}
      : { rpFilter: { all: filters.value.all, byInterface: { ...filters.value.byInterface }, strict: [...filters.value.strict] } }),
  };
}

export function ipamdSection(basis: NetworkBasis): NonNullable<NetworkDiagnostics["ipamd"]> {
  const [pool] = basis.files.addressPool;
  const [settings] = basis.files.ipamdSettings;
  return {
    ...sectionAnswer("ipamd", basis, {
      from: [...basis.files.addressPool, ...basis.files.ipamdSettings].map(({ file }) => file),
      issues:
        pool !== undefined && pool.value.total > 0 && pool.value.free === 0
          ? [
              {
                severity: "warning",
                what: `all ${pool.value.total} addresses are given to pods: a further one gets none until the plug-in attaches more, which its log tells of`,
              },
            ]
          : [],
      missing: [
        ...(pool === undefined ? [wanted("addresses", "ipamd/enis.json that could be read")] : []),
        ...(settings === undefined ? [wanted("settings", "ipamd/ipamd-env-settings.json")] : []),
      ],
    }),
    ...(pool === undefined
      ? {}
      : {
          ...{ totalAddresses: pool.value.total, assignedAddresses: pool.value.assigned, freeAddresses: pool.value.free },
          interfaces: pool.value.interfaces.map((card) => ({ ...card })),
        }),
    ...(settings === undefined ? {} : { settings: { ...settings.value } }),
  };
}
