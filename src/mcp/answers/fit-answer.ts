import type { Document } from "../../report/document.ts";
import { bytesOfJson } from "./answer-bytes.ts";
import { type AnswerToShow, answerText } from "./answer-text.ts";
import { shortenDocument } from "./shorten-document.ts";
import { ValueShortening } from "./shorten-value.ts";

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
  if (bytesOfJson(answer.value) <= mostBytes) {
    const whole = shown(answer, answer.value, answer.words);
    if (sentBytes(whole) <= mostBytes) return whole;
  }
  const sizeOf = (document: Document) => documentBytes(answer, document);
  const words = answer.words === undefined ? undefined : shortenDocument(answer.words, sizeOf, mostBytes * 0.4);
  const before = answer.value["omitted"];
  const shortening = new ValueShortening(answer.value, answer.schema);
  let room = words === undefined ? mostBytes * 0.6 : mostBytes - sizeOf(words);
  for (let attempt = 0; ; attempt++) {
    const { value, omitted } = shortening.to(room);
    const all = { ...(typeof before === "object" && before !== null ? before : {}), ...omitted };
    const fitted = shown(answer, Object.keys(all).length === 0 ? value : { ...value, omitted: all }, words);
    const bytes = sentBytes(fitted);
    // What cannot be cut stays over the bound, however small the room is made.
    if (bytes <= mostBytes || attempt === mostAttempts) return fitted;
    room *= Math.min(0.97, mostBytes / bytes);
  }
}

const mostAttempts = 12;

function shown(answer: AnswerToShow, value: Readonly<Record<string, unknown>>, words: Document | undefined): FittedAnswer {
  return { value, words, text: answerText({ ...answer, value, words }) };
}

function documentBytes(answer: AnswerToShow, words: Document): number {
  return bytesOfJson(answerText({ ...answer, value: envelopeOf(answer.value), words }));
}

function envelopeOf({ gaps, nextStep }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...(gaps === undefined ? {} : { gaps }), ...(nextStep === undefined ? {} : { nextStep }) };
}

export function sentBytes({ value, text }: Pick<FittedAnswer, "value" | "text">): number {
  return bytesOfJson({ content: [{ type: "text", text }], structuredContent: value });
}
