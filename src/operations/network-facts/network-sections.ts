import type { NetworkDiagnostics, NetworkSection } from "../../contract/tools/network-diagnostics.ts";
import { cniSection, dnsSection, eniSection, ipamdSection, routesSection } from "./address-sections.ts";
import type { NetworkBasis } from "./network-basis.ts";
import { conntrackSection, iptablesSection, kubeProxySection } from "./table-sections.ts";

/** Of the network of a node the parts that were asked for. */
export function networkSectionsOf(sections: readonly NetworkSection[], basis: NetworkBasis): NetworkDiagnostics {
  const asked = new Set(sections);
  return {
    ...(asked.has("conntrack") ? { conntrack: conntrackSection(basis) } : {}),
    ...(asked.has("kube_proxy") ? { kube_proxy: kubeProxySection(basis) } : {}),
    ...(asked.has("iptables") ? { iptables: iptablesSection(basis) } : {}),
    ...(asked.has("dns") ? { dns: dnsSection(basis) } : {}),
    ...(asked.has("eni") ? { eni: eniSection(basis) } : {}),
    ...(asked.has("routes") ? { routes: routesSection(basis) } : {}),
    ...(asked.has("cni") ? { cni: cniSection(basis) } : {}),
    ...(asked.has("ipamd") ? { ipamd: ipamdSection(basis) } : {}),
  };
}
