import { agentAbsent, deliveryStuck, monitorDown, workStale } from "./agent-blind.ts";
import type { Alert } from "./alert.ts";
import {
  bandwidthSaturation,
  conntrackExhausted,
  conntrackLow,
  dnsThrottlingCritical,
  dnsThrottlingWarning,
  ppsExceeded,
} from "./allowances.ts";
import { hashLoad } from "./hash-load.ts";
import { bpfMapFull, kubeProxyStalled, staleEndpoints } from "./judged.ts";
import { podTableUse } from "./pod-tables.ts";
import { sourceNat } from "./source-nat.ts";
import { tableEvicting } from "./table-evicting.ts";
import { tableFull, tableFullLogged } from "./table-full.ts";
import { tableUse } from "./table-use.ts";
import { timeToFull } from "./time-to-full.ts";

export interface AlertGroup {
  /** Of the group of rules. */
  readonly name: string;
  readonly title: string;
  readonly alerts: readonly Alert[];
}

/** Every alert, in the order in which pages and files list them. */
export const alertGroups: readonly AlertGroup[] = [
  {
    name: "ullage-tables",
    title: "The tables of the kernel",
    alerts: [tableUse, timeToFull, tableFull, tableFullLogged, tableEvicting, sourceNat, podTableUse, bpfMapFull, hashLoad],
  },
  {
    name: "ullage-instance",
    title: "What the instance allows its network card",
    alerts: [conntrackExhausted, conntrackLow, dnsThrottlingWarning, dnsThrottlingCritical, bandwidthSaturation, ppsExceeded],
  },
  {
    name: "ullage-services",
    title: "What looks like a full table",
    alerts: [staleEndpoints, kubeProxyStalled],
  },
  {
    name: "ullage-agent",
    title: "The agent itself",
    alerts: [agentAbsent, monitorDown, workStale, deliveryStuck],
  },
];

export const alerts: readonly Alert[] = alertGroups.flatMap((group) => group.alerts);
