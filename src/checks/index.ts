import { allowances } from "./allowances.ts";
import { bpfMaps } from "./bpf-maps.ts";
import type { Check } from "./check.ts";
import { clashResolve } from "./clash-resolve.ts";
import { clientShare } from "./client-share.ts";
import { dnsServfail } from "./dns-servfail.ts";
import { drops } from "./drops.ts";
import { earlyEvictions } from "./early-evictions.ts";
import { ephemeralPorts } from "./ephemeral-ports.ts";
import { eventListeners } from "./event-listeners.ts";
import { fanOut } from "./fan-out.ts";
import { foundSurge } from "./found-surge.ts";
import { hashLoad } from "./hash-load.ts";
import { insertFailures } from "./insert-failures.ts";
import { kubeProxySync } from "./kube-proxy-sync.ts";
import { limitOwner } from "./limit-owner.ts";
import { listenOverflow } from "./listen-overflow.ts";
import { localConnection } from "./local-connection.ts";
import { neighbourTable } from "./neighbour-table.ts";
import { podRetransmits } from "./pod-retransmits.ts";
import { podTables } from "./pod-tables.ts";
import { probeEntries } from "./probe-entries.ts";
import { ruleCount } from "./rule-count.ts";
import { softnetDrops } from "./softnet-drops.ts";
import { sourceNatPorts } from "./source-nat-ports.ts";
import { staleEndpoints } from "./stale-endpoints.ts";
import { tableFullLog } from "./table-full-log.ts";
import { tableShares } from "./table-shares.ts";
import { timeToFull } from "./time-to-full.ts";
import { trackingSettings } from "./tracking-settings.ts";
import { udpGrowth } from "./udp-growth.ts";
import { usage } from "./usage.ts";
import { workloadShare } from "./workload-share.ts";

/** Every check, in the order reports list them: the limits themselves, then what looks like one, then what fills the table. */
export const checks: readonly Check[] = [
  usage,
  timeToFull,
  drops,
  earlyEvictions,
  insertFailures,
  tableFullLog,
  podTables,
  ...allowances,
  bpfMaps,
  localConnection,
  foundSurge,
  sourceNatPorts,
  clashResolve,
  hashLoad,
  listenOverflow,
  neighbourTable,
  softnetDrops,
  kubeProxySync,
  dnsServfail,
  ephemeralPorts,
  ruleCount,
  limitOwner,
  trackingSettings,
  eventListeners,
  ...tableShares,
  udpGrowth,
  clientShare,
  workloadShare,
  fanOut,
  staleEndpoints,
  probeEntries,
  podRetransmits,
];
