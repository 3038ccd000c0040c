import { durationText } from "../model/duration-text.ts";
import { totalFlowEvents } from "../model/flow-event-kind.ts";
import type { Rate } from "../model/rate.ts";
import { countText, percentText } from "./figures.ts";
import type { EndRecord, EventOwner, EventRecord, GapRecord, SampleRecord, StartRecord, WatchRecord } from "./watch-record.ts";

/** A record as one line for a person. */
export function watchLine(record: WatchRecord): string {
  // The date is that of the first line; what is watched for days is better kept as JSON.
  const time = record.type === "start" || record.type === "end" ? record.at : record.at.slice(11, 19);
  return `${time} ${wordsOf(record)}`;
}

function wordsOf(record: WatchRecord): string {
  switch (record.type) {
    case "start":
      return startWords(record);
    case "sample":
      return sampleWords(record);
    case "finding-open":
      return `opened  ${record.line}`;
    case "finding-change":
      return `worse   ${record.line}`;
    case "finding-close":
      return `closed  ${record.line}; it lasted ${durationText(record.lastedSeconds)}, at its worst: ${record.worst.line}`;
    case "event":
      return eventWords(record);
    case "gap":
      return gapWords(record);
    case "end":
      return endWords(record);
  }
}

function startWords({ node, version, intervalSeconds, walksTable, events, remarks }: StartRecord): string {
  const table = walksTable ? "the table" : "its counters";
  const listening =
    events === null
      ? ""
      : ` and its events (${events.kinds.join(", ")}${events.sampleEvery > 1 ? `, one in ${events.sampleEvery} shown` : ""})`;
  return [`ullage ${version} watches ${table} of ${node} every ${durationText(intervalSeconds)}${listening}`, ...remarks].join("; ");
}

function sampleWords({ count, max, increases = {}, traffic, forecast, events, remarks }: SampleRecord): string {
  const use = max === 0 ? `${countText(count)} entries, no limit` : `${countText(count)} / ${countText(max)} (${percentText(count / max)})`;
  const births = events?.births?.births ?? traffic?.births;
  const busiest = traffic?.by.workload.groups[0];
  const rose = (["drop", "earlyDrop", "insertFailed"] as const).flatMap((name) => {
    const increase = increases[name] ?? 0;
    return increase === 0 ? [] : [`${wordOfCounter[name]} +${countText(increase)}`];
  });
  return [
    use,
    ...(births === undefined ? [] : [rateText(births)]),
    ...rose,
    forecast.because,
    ...(busiest === undefined ? [] : [`most: ${busiest.key} ${percentText(busiest.share)}`]),
    ...remarks,
  ].join(" · ");
}

const wordOfCounter = { drop: "drops", earlyDrop: "early evictions", insertFailed: "insert failures" } as const;

function rateText({ perSecond, isFloor }: Rate): string {
  return `${isFloor ? "at least " : ""}${perSecond < 10 ? perSecond.toFixed(1) : countText(perSecond)} born/s`;
}

function eventWords({ kind, protocol, state, original, reply, client, service, server }: EventRecord): string {
  const from = endText(original.source, original.sourcePort);
  const to = endText(original.destination, original.destinationPort);
  const endpoint = endText(reply.source, reply.sourcePort);
  const target =
    endpoint === to ? `${to}${nameText(server)}` : `${to}${service === undefined ? "" : ` (${service})`} at ${endpoint}${nameText(server)}`;
  return `${kind.padEnd(7)} ${protocol}${state === null ? "" : ` ${state}`} ${from}${nameText(client)} to ${target}`;
}

function endText(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

function nameText(owner: EventOwner | undefined): string {
  return owner === undefined ? "" : ` (${owner.name})`;
}

function gapWords({ source, from, to, lost, because }: GapRecord): string {
  const amount = lost === null ? `an unknown number of ${source}` : `${countText(lost)} ${source}`;
  return `gap     ${amount} lost from ${from.slice(11, 23)} to ${to.slice(11, 23)}: ${because}`;
}

function endWords({ why, because, seconds, samples, findings, events, gaps }: EndRecord): string {
  const open =
    findings.open.length === 0
      ? ""
      : `, still open: ${findings.open.map(({ check, subject }) => (subject === undefined ? check : `${check} (${subject})`)).join(", ")}`;
  return [
    `ended (${why}${because === undefined ? "" : `: ${because}`}) after ${durationText(seconds)}`,
    amount(samples, "sample"),
    `${amount(findings.opened, "finding")} opened${open}`,
    ...(events === null ? [] : [`${amount(totalFlowEvents(events.seen), "event")} seen, ${countText(events.printed)} shown`]),
    amount(gaps, "gap"),
  ].join(" · ");
}

function amount(count: number, what: string): string {
  return `${countText(count)} ${what}${count === 1 ? "" : "s"}`;
}
