import { allowances } from "./allowances.ts";
import type { Check } from "./check.ts";
import { clashResolve } from "./clash-resolve.ts";
import { drops } from "./drops.ts";
import { earlyEvictions } from "./early-evictions.ts";
import { ephemeralPorts } from "./ephemeral-ports.ts";
import { foundSurge } from "./found-surge.ts";
import { hashLoad } from "./hash-load.ts";
import { insertFailures } from "./insert-failures.ts";
import { listenOverflow } from "./listen-overflow.ts";
import { neighbourTable } from "./neighbour-table.ts";
import { podTables } from "./pod-tables.ts";
import { softnetDrops } from "./softnet-drops.ts";
import { tableFullLog } from "./table-full-log.ts";
import { tableShares } from "./table-shares.ts";
import { trackingSettings } from "./tracking-settings.ts";
import { usage } from "./usage.ts";

/** Every check, in the order reports list them: the limits themselves, then what looks like one, then what fills the table. */
export const checks: readonly Check[] = [
  usage,
  drops,
  earlyEvictions,
  insertFailures,
  tableFullLog,
  podTables,
  ...allowances,
  foundSurge,
  clashResolve,
  hashLoad,
  listenOverflow,
  neighbourTable,
  softnetDrops,
  ephemeralPorts,
  trackingSettings,
  ...tableShares,
];
