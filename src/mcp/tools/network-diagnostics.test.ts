import assert from "node:assert/strict";
import { after, test } from "node:test";
import { networkSections } from "../../contract/tools/network-diagnostics.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { callTool, contextOfBundles } from "../arguments/bundle-context.case.ts";
import { incidentNode, makeShelfFolder } from "./findings-tools.case.ts";
import { networkDiagnosticsTool } from "./network-diagnostics.ts";

const folder = makeShelfFolder("both-limits", "kube-proxy-stalled", "allowance-at-zero", "busy-dns-node");
after(folder.remove);
folder.append("networking/iptables-nat.txt", [
  "Chain PREROUTING (policy ACCEPT 0 packets, 0 bytes)",
  " pkts bytes target     prot opt in     out     source               destination",
  "   17  1020 KUBE-SERVICES  all  --  *      *       0.0.0.0/0            0.0.0.0/0",
]);
folder.append("networking/iproute.txt", ["default via 10.0.1.1 dev eth0", "10.0.1.0/24 dev eth0 scope link"]);
folder.append("networking/resolv.conf", ["nameserver 10.0.0.2", "options ndots:5"]);
folder.append("sysctls/sysctl_all.txt", ["net.ipv4.conf.all.rp_filter = 0", "net.ipv4.conf.eth0.rp_filter = 1"]);
const context = await contextOfBundles(folder.directory);

function diagnose(instanceId: string, sections?: string) {
  return callTool(networkDiagnosticsTool, { instanceId, ...(sections === undefined ? {} : { sections }) }, context);
}

test("each section says what the files of the bundle say", async () => {
  const { diagnostics, bundleInfo } = await diagnose(incidentNode);
  assert.deepEqual(Object.keys(diagnostics), networkSections);
  assert.equal(diagnostics.iptables?.rules, 1);
  assert.deepEqual(diagnostics.routes?.defaultRoutes, ["default via 10.0.1.1 dev eth0"]);
  assert.deepEqual([diagnostics.dns?.nameservers, diagnostics.dns?.ndots], [["10.0.0.2"], 5]);
  assert.deepEqual(diagnostics.dns?.dnsPods, ["kube-system/coredns-674b8bbfcf-7l9x2"]);
  assert.deepEqual(diagnostics.cni?.rpFilter?.strict, ["eth0"]);
  assert.deepEqual([diagnostics.ipamd?.totalAddresses, diagnostics.ipamd?.assignedAddresses, diagnostics.ipamd?.freeAddresses], [4, 2, 2]);
  assert.equal(diagnostics.kube_proxy?.proxyMode, "iptables");
  assert.equal(diagnostics.kube_proxy?.conntrack.setByKubeProxy, 262_144);
  assert.deepEqual(diagnostics.kube_proxy?.ipvs?.loadedModules, ["ip_vs"]);
  assert.match(bundleInfo.age, /collected .* ago/);
});

test("lines of the kernel about the table stand with kube-proxy, whose log does not have them", async () => {
  const { diagnostics } = await diagnose(incidentNode, "kube_proxy");
  const [error] = diagnostics.kube_proxy?.conntrack.errors ?? [];
  assert.match(error?.title ?? "", /table is full/);
  assert.ok((error?.files ?? 0) > 1);
  assert.deepEqual(Object.keys(diagnostics), ["kube_proxy"]);
});

test("with one sample no counter rose by anything, and with two each interface tells its own", async () => {
  const once = await diagnose(incidentNode, "eni,conntrack");
  assert.deepEqual(once.diagnostics.eni?.interfaces?.[0]?.allowances["conntrack_allowance_exceeded"], { value: 431, rose: "unknown" });
  assert.deepEqual(once.diagnostics.eni?.interfaces?.[0]?.allowances["conntrack_allowance_available"], { value: 136_812 });
  assert.equal(once.diagnostics.conntrack?.counters?.["drop"]?.rose, "unknown");
  const zero = await diagnose("allowance-at-zero", "eni");
  assert.deepEqual(zero.diagnostics.eni?.interfaces?.[0]?.allowances["conntrack_allowance_exceeded"], { value: 0, rose: 0 });
  assert.deepEqual(zero.CRITICAL_WARNINGS, []);
});

test("the ranking is the verdict's, with its evidence, and so are the guardrails", async () => {
  const { rootCauseRanking, CRITICAL_WARNINGS, eksNetworkingContext, issuesSummary, overallAssessment } = await diagnose("both-limits");
  assert.equal(rootCauseRanking[0]?.id, "kernel-and-instance");
  assert.ok((rootCauseRanking[0]?.evidence.length ?? 0) >= 2);
  assert.equal(CRITICAL_WARNINGS[0], overallAssessment);
  assert.ok(issuesSummary.critical > 0);
  assert.ok(eksNetworkingContext.guardrails.length > 0);
});

test("a kube-proxy that stands still is the look-alike, and the section says since when", async () => {
  const { rootCauseRanking, diagnostics } = await diagnose("kube-proxy-stalled");
  assert.equal(rootCauseRanking[0]?.id, "kube-proxy-stalled");
  assert.ok((diagnostics.kube_proxy?.sync?.[0]?.secondsSinceSync ?? 0) > 120);
});

test("what the bundle has no file for is not evaluated, and the file is named", async () => {
  const { diagnostics, issuesSummary, gaps } = await diagnose("busy-dns-node");
  for (const section of ["iptables", "routes", "cni", "ipamd"] as const) {
    assert.equal(diagnostics[section]?.status, "notEvaluated", section);
    assert.match(diagnostics[section]?.notEvaluated[0]?.because ?? "", /the bundle has no/);
  }
  assert.deepEqual(issuesSummary.sectionsNotEvaluated, ["iptables", "routes", "cni", "ipamd"]);
  assert.equal(gaps?.length, 4);
});

test("a section that nobody knows is refused with those there are", async () => {
  await assert.rejects(
    diagnose(incidentNode, "dns,storage"),
    (error) => error instanceof ToolFailure && error.code === "bad-argument" && /storage.*kube_proxy/.test(error.message),
  );
});
