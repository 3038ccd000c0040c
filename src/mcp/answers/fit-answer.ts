import type { Document } from "../../report/document.ts";
import { bytesOfJson } from "./answer-bytes.ts";
import { type AnswerToShow, answerText } from "./answer-text.ts";
import { leastValue } from "./least-value.ts";
import { shortenDocument } from "./shorten-document.ts";
import { ValueShortening } from "./value-shortening.ts";

export interface FittedAnswer {
  readonly value: Readonly<Record<string, unknown>>;
  readonly words: Document | undefined;
  readonly text: string;
}

/**
 * Makes the value and the text beside it fit into so many bytes together, as they are sent. A value that is its own text takes its room twice, so how far it has to
 * be shortened is found by trying.
 */
export function fitAnswer(answer: AnswerToShow, mostBytes: number): FittedAnswer {
  const valueBytes = bytesOfJson(answer.value);
  if (valueBytes <= mostBytes) {
    const whole = shown(answer, answer.value, answer.words);
    if (sentBytes(whole) <= mostBytes) return whole;
  }
  const sizeOf = (document: Document) => documentBytes(answer, document);
  const wordsRoom = Math.max(mostBytes * wordsShare, mostBytes - valueBytes - wrapperBytes);
  const words = answer.words === undefined ? undefined : shortenDocument(answer.words, sizeOf, wordsRoom);
  const room = words === undefined ? mostBytes * 0.6 : mostBytes - sizeOf(words);
  const fitted = fitValue(answer, words, room, mostBytes, answer.isPage);
  return sentBytes(fitted) <= mostBytes ? fitted : fitWithoutBody(answer, mostBytes);
}

/** Until it fits, or nothing more of its lists and texts can be cut. */
function fitValue(answer: AnswerToShow, words: Document | undefined, mostRoom: number, mostBytes: number, isFirm = false): FittedAnswer {
  const before = answer.value["omitted"];
  const shortening = new ValueShortening(answer.value, answer.schema, answer.keeps);
  let room = mostRoom;
  for (let attempt = 0; ; attempt++) {
    const { value, omitted } = shortening.to(room, isFirm);
    const all = { ...(typeof before === "object" && before !== null ? before : {}), ...omitted };
    const fitted = shown(answer, Object.keys(all).length === 0 ? value : { ...value, omitted: all }, words);
    const bytes = sentBytes(fitted);
    if (bytes <= mostBytes || attempt === mostAttempts) return fitted;
    room *= Math.min(0.97, mostBytes / bytes);
  }
}

/** Where there is no room for both: what the answer comes to and what comes next stay in the text, and the rest is in the value alone. */
function fitWithoutBody(answer: AnswerToShow, mostBytes: number): FittedAnswer {
  const bare = (isFirm: boolean) => {
    const fitted = fitValue(answer, [], mostBytes - wrapperBytes, mostBytes, isFirm);
    if (sentBytes(fitted) <= mostBytes) return fitted;
    const value = { ...fitted.value, omitted: { "*": "all but what is needed is shortened or left out" } };
    return shown(
      answer,
      leastValue(value, answer.schema, (least) => sentBytes(shown(answer, least, [])) - mostBytes),
      [],
    );
  };
  const firm = bare(true);
  return sentBytes(firm) <= mostBytes ? firm : bare(false);
}

const wordsShare = 0.45;
/** Around both, and what is said above the words. */
const wrapperBytes = 300;
const mostAttempts = 12;

function shown(answer: AnswerToShow, value: Readonly<Record<string, unknown>>, words: Document | undefined): FittedAnswer {
  return { value, words, text: answerText({ ...answer, value, whole: answer.value, words }) };
}

function documentBytes(answer: AnswerToShow, words: Document): number {
  return bytesOfJson(answerText({ ...answer, value: envelopeOf(answer.value), words }));
}

/** Of many gaps the first: they are shortened with the value, before the words are. */
function envelopeOf(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { gaps, evidence: _, ...rest } = value;
  const lists = Object.entries(rest).filter(([, part]) => !Array.isArray(part));
  return { ...Object.fromEntries(lists), ...(Array.isArray(gaps) ? { gaps: gaps.slice(0, 3) } : {}) };
}

export function sentBytes({ value, text }: Pick<FittedAnswer, "value" | "text">): number {
  return bytesOfJson({ content: [{ type: "text", text }], structuredContent: value });
}
