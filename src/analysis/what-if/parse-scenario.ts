import type { ConntrackTimeouts } from "../../model/conntrack-timeouts.ts";
import { largestLimit } from "../table-limit.ts";
import { likelyTimeoutNames, parseTimeoutName } from "./parse-timeout-name.ts";
import { type UntrackedPort, untrackedPortText } from "./scenario.ts";

/** A change that is asked about and cannot be reckoned with: no such timeout, a number out of range. Its message is for whoever asked. */
export class ScenarioMistake extends Error {
  constructor(because: string) {
    super(because);
    this.name = "ScenarioMistake";
  }
}

/** nf_conntrack_max as it is asked about. 0 would mean unlimited, which is nothing to plan with. */
export function parseMax(text: string): number {
  const max = wholeNumber(text);
  if (max === undefined || max < 1 || max > largestLimit) throw new ScenarioMistake(`It is a whole number from 1 to ${largestLimit}.`);
  return max;
}

/** As long as a timeout of the kernel can be: it is counted in jiffies, in 32 bits. */
const longestTimeout = 4_000_000;

/** `tcp_time_wait=30`, given as often as there are timeouts. */
export function parseTimeout(text: string, before: ConntrackTimeouts = {}): ConntrackTimeouts {
  const [, nameText, secondsText] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (nameText === undefined || secondsText === undefined) throw new ScenarioMistake("It has the form name=seconds, as tcp_time_wait=30.");
  const name = parseTimeoutName(nameText);
  if (name === undefined) {
    throw new ScenarioMistake(`There is no timeout ${nameText}. Is one of these meant: ${likelyTimeoutNames(nameText).join(", ")}?`);
  }
  const seconds = wholeNumber(secondsText.replace(/s$/, ""));
  if (seconds === undefined || seconds < 1 || seconds > longestTimeout)
    throw new ScenarioMistake(`A timeout is a whole number of seconds from 1 to ${longestTimeout}.`);
  const given = before[name];
  if (given !== undefined && given !== seconds) throw new ScenarioMistake(`It is given twice, before with ${given} seconds.`);
  return { ...before, [name]: seconds };
}

/** `shop/checkout=10`, given as often as there are workloads. A name may hold `=` itself, a number may not. */
export function parseReuse(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [, workload, requestsText] = /^(.+)=([^=]*)$/.exec(text) ?? [];
  if (workload === undefined || requestsText === undefined)
    throw new ScenarioMistake("It has the form workload=requests, as shop/checkout=10.");
  const requests = requestsText.trim() === "" ? Number.NaN : Number(requestsText);
  if (!(requests >= 1) || !Number.isFinite(requests)) throw new ScenarioMistake("A connection carries at least 1 request.");
  const given = before[workload];
  if (given !== undefined && given !== requests) throw new ScenarioMistake(`It is given twice, before with ${given} requests.`);
  return { ...before, [workload]: requests };
}

/** `udp/53`, given as often as there are ports. */
export function parseUntrack(text: string, before: readonly UntrackedPort[] = []): readonly UntrackedPort[] {
  const [, protocol, portText = ""] = /^(tcp|udp)\/(\d+)$/i.exec(text) ?? [];
  const port = wholeNumber(portText);
  if (protocol === undefined || port === undefined || port < 1 || port > 65_535)
    throw new ScenarioMistake("It has the form tcp/PORT or udp/PORT, with a port from 1 to 65535.");
  const untracked: UntrackedPort = { protocol: protocol.toLowerCase() === "tcp" ? "tcp" : "udp", port };
  return before.some((other) => untrackedPortText(other) === untrackedPortText(untracked)) ? before : [...before, untracked];
}

export function parseRemove(text: string, before: readonly string[] = []): readonly string[] {
  if (text.trim() === "") throw new ScenarioMistake("It names no workload.");
  return [...before, text];
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}
