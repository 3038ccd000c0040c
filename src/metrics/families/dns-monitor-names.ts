import type { AgentStatus } from "../../model/agent-status.ts";
import type { Counters } from "../../model/node-snapshot.ts";
import type { Metric, MetricSample } from "../metric-family.ts";
import { partValue } from "../sample.ts";
import { type AllowanceName, available, exceeded, mostInterfaces, shownInterfaces } from "./interface-allowances.ts";

/** Only the driver of Amazon's network cards counts allowances, so that the platform is known. The monitor's own label `instance` would be renamed by the scrape. */
const shared = {
  type: "gauge",
  labels: ["platform", "region", "interface"],
  maximumSeries: mostInterfaces,
  needsPart: "interfaceAllowances",
} as const satisfies Partial<Metric>;

const rows: readonly { readonly allowance: AllowanceName; readonly help: string }[] = [
  { allowance: "linklocal", help: "Packets to link-local services (DNS, metadata, time) beyond the allowance" },
  { allowance: "conntrack", help: "Packets dropped because the instance's connection tracking was full" },
  { allowance: "bw_in", help: "Inbound packets queued or dropped beyond the bandwidth allowance" },
  { allowance: "bw_out", help: "Outbound packets queued or dropped beyond the bandwidth allowance" },
  { allowance: "pps", help: "Packets queued or dropped beyond the packet rate allowance" },
];

/** The names of the DNS throttling monitor that many clusters run. It wrote 0 for whatever it could not read; here that has no sample. */
export const dnsMonitorNames: readonly Metric[] = [
  ...rows.map(
    ({ allowance, help }): Metric => ({
      ...shared,
      name: `kubernetes_dns_${allowance}_allowance_exceeded`,
      help: `${help} (cumulative; use increase()).`,
      doesNotMean:
        "One series an interface, each cumulative since its driver was loaded: sum their increases, sum by (instance) (increase(…[5m])). The sum of the values themselves falls when an interface goes, which increase() would take for a restart.",
      samples: (status) => samplesOf(status, (statistics) => exceeded(statistics, allowance)),
    }),
  ),
  {
    ...shared,
    name: "kubernetes_dns_conntrack_allowance_available",
    help: "Connections that the instance may still track, as each interface tells it.",
    doesNotMean: "A value of the instance that every interface repeats: take min by (instance), never the sum.",
    samples: (status) => samplesOf(status, available),
  },
];

function samplesOf(status: AgentStatus, figureOf: (statistics: Counters) => number | undefined): readonly MetricSample[] {
  const region = regionOf(partValue(status, "cloudInstance")?.zone);
  return shownInterfaces(status).kept.flatMap(({ label, item }) => {
    const value = figureOf(item.statistics);
    return value === undefined ? [] : [{ labels: ["aws", region, label], value }];
  });
}

/** `eu-west-1` of the zone `eu-west-1a`; empty where the zone is not known. */
function regionOf(zone: string | undefined): string {
  return /^[a-z]{2}(?:-[a-z]+)+-\d+/.exec(zone ?? "")?.[0] ?? "";
}
