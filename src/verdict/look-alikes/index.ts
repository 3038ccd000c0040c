import type { LookAlikeId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";
import { bandwidthThrottled } from "./bandwidth-throttled.ts";
import { dnsThrottled } from "./dns-throttled.ts";
import { ephemeralPorts } from "./ephemeral-ports.ts";
import { kubeProxyStalled } from "./kube-proxy-stalled.ts";
import { listenOverflow } from "./listen-overflow.ts";
import { neighbourTableFull } from "./neighbour-table-full.ts";
import { packetRateThrottled } from "./packet-rate-throttled.ts";
import { softnetBacklog } from "./softnet-backlog.ts";
import { udpInsertRace } from "./udp-insert-race.ts";

/** Every look-alike. */
export const lookAlikes: readonly Hypothesis<LookAlikeId>[] = [
  udpInsertRace,
  listenOverflow,
  neighbourTableFull,
  dnsThrottled,
  bandwidthThrottled,
  packetRateThrottled,
  ephemeralPorts,
  kubeProxyStalled,
  softnetBacklog,
];
