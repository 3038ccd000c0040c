import type { CauseId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";
import { burstOrRetryStorm } from "./burst-or-retry-storm.ts";
import { connectionChurn } from "./connection-churn.ts";
import { connectionLeak } from "./connection-leak.ts";
import { fanOut } from "./fan-out.ts";
import { probeLoad } from "./probe-load.ts";
import { staleEndpoints } from "./stale-endpoints.ts";
import { tableTooSmall } from "./table-too-small.ts";
import { tunnelTracking } from "./tunnel-tracking.ts";
import { udpAccumulation } from "./udp-accumulation.ts";

/** Every cause, in the order in which equally certain ones are told: the more particular first. */
export const causes: readonly Hypothesis<CauseId>[] = [
  staleEndpoints,
  connectionLeak,
  connectionChurn,
  burstOrRetryStorm,
  fanOut,
  udpAccumulation,
  tunnelTracking,
  probeLoad,
  tableTooSmall,
];
