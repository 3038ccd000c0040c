import type { FoundEntry } from "../flows/find-flows/describe-found.ts";
import { type AskedEnd, type FindOutcome, isWholeTable } from "../flows/find-flows/find-outcome.ts";
import type { FlowEnd } from "../flows/find-flows/flow-end.ts";
import { withPortInBrackets } from "../flows/parse-endpoint.ts";
import { flowStatusBit } from "../model/flow-status.ts";
import { protocolName } from "../model/ip-protocol.ts";
import { isoTime } from "../model/iso-time.ts";
import type { Block, Document } from "./document.ts";
import { countText } from "./figures.ts";
import { answerText, endOwnerText, endText, endWithOwner, entryState, holderTexts, livesText, otherNodeText } from "./find-words.ts";
import { harmlessText } from "./harmless-text.ts";

export function findReport(outcome: FindOutcome): Document {
  const { source, takenAtMs, found, entries } = outcome;
  const touch = found <= 1 ? "touches" : "touch";
  const title = `${found === 0 ? "No entry" : entriesText(found)} ${touch} ${askedText(outcome)} · ${harmlessText(source)} · ${isoTime(takenAtMs)}`;
  return [
    { kind: "title", text: title },
    ...listBlock(answerSentences(outcome)),
    ...listBlock(found === 0 ? absenceSentences(outcome) : meantSentences(outcome)),
    ...entryBlocks(entries),
    ...listBlock(remarkSentences(outcome)),
  ];
}

/** What was looked for, as it was given. */
function askedText({ asked, protocol }: FindOutcome): string {
  const ends = asked.map(({ endpoint }) => harmlessText(endpoint.text)).join(" and ");
  return protocol === undefined ? ends : `${ends} in ${protocolName(protocol)}`;
}

function answerSentences(outcome: FindOutcome): readonly string[] {
  const { asked, entries, answers, answeredFrom, found } = outcome;
  const others = answers.length - mostAnswers;
  const hints = asked.flatMap(({ holder }, wanted) => {
    // Seen from outside: whoever is behind another node's address is known there alone.
    const isClient = entries.some(({ at }) => at[wanted]?.includes("client"));
    return isClient && holder !== undefined ? optional(otherNodeText(holder, outcome)) : [];
  });
  return [
    ...answers.slice(0, mostAnswers).map((answer) => `${answerText(answer)}.`),
    ...(others > 0 ? [`And ${countText(others)} others, which the entries below or --output json name.`] : []),
    ...(answers.length > 0 && answeredFrom < found ? [`That is by the first ${countText(answeredFrom)} of them.`] : []),
    ...hints,
    ...(answers.some(({ role, asked: { port } }) => role === "seenAs" && port !== undefined)
      ? ["That is who has the port as of the reading: a line of a log that is older than the entry may be of another who had it before."]
      : []),
  ];
}

const mostAnswers = 10;

function meantSentences({ asked, namesFrom }: FindOutcome): readonly string[] {
  return asked.flatMap(({ endpoint, meant }) =>
    meant === undefined
      ? []
      : meant.length === 0
        ? [`${endpoint.text} is the name of nothing that ${namesFrom.join(" or ")} names.`]
        : [`${endpoint.text} stands for ${meant.map(({ name, addresses }) => `${name} (${addressesText(addresses)})`).join(", ")}.`],
  );
}

/** What is known all the same when no entry is there, and where to look for one that was. */
export function absenceSentences(outcome: FindOutcome): readonly string[] {
  const { asked, walked, capped, foundWithoutPort, namesFrom } = outcome;
  return [
    isWholeTable(outcome)
      ? `${entriesText(walked)} ${walked === 1 ? "was" : "were"} looked at, the whole table.`
      : `${entriesText(walked)} were looked at and not the whole table${capped === undefined ? "" : ` (${capped.because})`}, so one may be there all the same.`,
    ...asked.flatMap(({ endpoint }) => {
      const meant = withPortInBrackets(endpoint);
      return meant === undefined ? [] : [`${endpoint.text} was taken for an address; with a port it is written ${meant}.`];
    }),
    ...(foundWithoutPort === undefined ? [] : [withoutPortText(asked, foundWithoutPort)]),
    ...optional(livesText(outcome)),
    ...asked.flatMap(({ holder }) => (holder === undefined ? [] : [...holderTexts(holder), ...optional(otherNodeText(holder, outcome))])),
    ...meantSentences(outcome),
    ...(namesFrom.length === 0 ? [namelessText] : unknownHolders(asked, namesFrom)),
    "An entry of an earlier time is in a bundle that was saved then (--bundle), or in what ullage watch --events --sample 1/1 wrote meanwhile.",
  ];
}

const namelessText = "No names are known here; --pods with a saved list of pods, or --kubeconfig, says whose an address is.";

function unknownHolders(asked: readonly AskedEnd[], namesFrom: readonly string[]): readonly string[] {
  return asked.flatMap(({ holder }) =>
    holder === undefined || holderTexts(holder).length > 0 ? [] : [`${holder.address} is nobody's that ${namesFrom.join(" or ")} names.`],
  );
}

function withoutPortText(asked: readonly AskedEnd[], entries: number): string {
  const addresses = asked.map(({ endpoint, holder }) => holder?.address ?? endpoint.text.replace(/:\d+$/, "")).join(" and ");
  return entries === 0 ? `${addresses} is in no entry, with any port.` : `${addresses} is in ${entriesText(entries)} with other ports.`;
}

function remarkSentences({ found, entries, capped, walked, remarks }: FindOutcome): readonly string[] {
  return [
    ...(found > entries.length ? [`${countText(found - entries.length)} more are not shown; --limit shows more of them.`] : []),
    ...(capped === undefined || found === 0 ? [] : [`Not the whole table after ${entriesText(walked)}: ${capped.because}.`]),
    ...remarks.map((remark) => `${remark.charAt(0).toUpperCase()}${remark.slice(1)}.`),
  ];
}

/** A few are shown line by line; of many each is one line, which can be searched. */
function entryBlocks(entries: readonly FoundEntry[]): readonly Block[] {
  if (entries.length > mostInFull) return [{ kind: "list", items: entries.map(entrySentence) }];
  return entries.flatMap((entry) => [
    { kind: "heading", text: entryState(entry).join(" · ") },
    { kind: "table", columns: ["", "", ""].map((title) => ({ title, align: "left" })), rows: endRows(entry) },
  ]);
}

const mostInFull = 20;

function endRows(entry: FoundEntry): readonly (readonly string[])[] {
  return shownEnds(entry).map(({ end, words }) => {
    const named = entry.ends[end];
    return [words, endText(named), endOwnerText(named) ?? ""];
  });
}

/** An entry in one line. */
export function entrySentence(entry: FoundEntry): string {
  const [client, destination, ...others] = shownEnds(entry).map(({ end, words }) => ({ words, text: endWithOwner(entry.ends[end]) }));
  const [state, ...facts] = entryState(entry);
  const translations = others.map(({ words, text }) => `${words} ${text}`);
  return [`${state}: ${client?.text} → ${destination?.text}`, ...translations, ...facts].join(", ");
}

function shownEnds({
  flow,
  isSourceTranslated,
  isDestinationTranslated,
}: FoundEntry): readonly { readonly end: FlowEnd; readonly words: string }[] {
  const isAnswered = (flow.status & flowStatusBit.seenReply) !== 0;
  return [
    { end: "client", words: "client" },
    { end: "destination", words: "asked for" },
    ...(isDestinationTranslated ? [{ end: "endpoint" as const, words: isAnswered ? "answered by" : "sent on to" }] : []),
    ...(isSourceTranslated ? [{ end: "seenAs" as const, words: "seen there as" }] : []),
  ];
}

function optional(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}

function entriesText(count: number): string {
  return `${countText(count)} ${count === 1 ? "entry" : "entries"}`;
}

function addressesText(count: number): string {
  return `${countText(count)} ${count === 1 ? "address" : "addresses"}`;
}

function listBlock(items: readonly string[]): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: "list", items: items.map(harmlessText) }];
}
