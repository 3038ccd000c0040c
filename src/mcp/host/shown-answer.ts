import { ToolFailure } from "../../platform/tool-failure.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { harmlessLines } from "../answers/harmless-lines.ts";
import type { JsonSchema } from "../answers/json-schema.ts";
import { mapAnswer } from "../answers/map-answer.ts";
import { mapDocument } from "../answers/map-document.ts";
import { withOwnNextStep } from "../answers/own-next-step.ts";
import { plainName } from "../answers/plain-name.ts";
import type { ResourceLink, ToolAnswer } from "../tool.ts";
import { coveredAnswer } from "../veil/covered-answer.ts";
import type { NameVeil } from "../veil/name-veil.ts";
import { shownLines } from "../veil/shown-lines.ts";

/** What a tool gave, harmless and covered; nothing else leaves. */
export function shownAnswer({ value, words, links = [] }: ToolAnswer<unknown>, schema: JsonSchema, veil: NameVeil | undefined) {
  const harmless = withOwnNextStep(mapAnswer(value, schema, harmlessLines, harmlessLines), schema);
  // A report has its lines by itself: one that a name brings would look like the next of them.
  const cover = (text: string, isOwn: boolean) => {
    const shown = harmlessText(text);
    if (veil === undefined) return shown;
    return isOwn ? veil.coverOwnWords(shown) : veil.cover(shown);
  };
  const covered = veil === undefined ? harmless : coveredAnswer(harmless, schema, veil);
  return {
    // An answer is an object, and stays one.
    value: covered as Readonly<Record<string, unknown>>,
    words: words === undefined ? undefined : mapDocument(words, cover),
    links: links.map((link) => shownLink(link, veil)),
  };
}

function shownLink({ uri, name, description, ...rest }: ResourceLink, veil: NameVeil | undefined): ResourceLink {
  return {
    ...rest,
    uri: shownLines(uri, veil),
    name: plainName(shownLines(name, veil), "resource"),
    ...(description === undefined ? {} : { description: shownLines(description, veil) }),
  };
}

export function shownFailure({ code, message, next }: ToolFailure, veil: NameVeil | undefined): ToolFailure {
  const shown = (text: string) => shownLines(text, veil).slice(0, longestMessage);
  return new ToolFailure(code, shown(message), { next: shown(next) });
}

const longestMessage = 4_000;
