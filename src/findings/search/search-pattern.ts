import { type ExpressionProblem, isProblem, parseExpression } from "./expression.ts";
import { requiredWords } from "./required-words.ts";
import { has, weakenExpression } from "./weaken-expression.ts";

/** A question to the lines of files, ready for a thread that has nothing but V8. */
export interface SearchPattern {
  /** Found in the lines that the query is found in; where exactly in the line may differ. */
  readonly source: string;
  readonly flags: string;
  /** Every line that is wanted has a match of it, and it is cheap: what a whole text is passed over by. */
  readonly finder?: string;
  /** It asks for the beginning or the end of the line, so that a piece of a long line cannot be judged by itself. */
  readonly asksForStart: boolean;
  readonly asksForEnd: boolean;
}

export const longestQuery = 500;

/**
 * Case does not matter, unless the query begins with `(?-i)`. Letters beyond ASCII are folded too. A query is of the words and lines of one language and is written by
 * people of several, so what V8 would silently take for a letter is refused.
 */
export function readSearchPattern(query: string): SearchPattern | ExpressionProblem {
  if (query.length > longestQuery) return { at: longestQuery, because: `a query has at most ${longestQuery} characters` };
  const [prefix = ""] = casePrefix.exec(query) ?? [];
  const source = query.slice(prefix.length);
  if (source === "") return { at: prefix.length, because: "the query is empty, which every line would match" };
  const parsed = parseExpression(source);
  if (isProblem(parsed)) return { ...parsed, at: parsed.at + prefix.length };
  // A line is all there is, so that `.` is any character of it. Without u V8 is more lenient (`\_`, `a{`) and faster.
  const flags = `${prefix === "(?-i)" ? "" : "i"}s${/[^\0-\x7f]|\\[pP]\{|\\u\{/.test(source) ? "u" : ""}`;
  const refused = refusal(source, flags);
  if (refused !== undefined) return { at: prefix.length, because: refused };
  const isOpaque = has(parsed, "opaque");
  const words = requiredWords(parsed);
  return {
    source: weakenExpression(parsed),
    flags,
    ...(words === undefined ? {} : { finder: words.map(escaped).join("|") }),
    asksForStart: isOpaque || has(parsed, "edge", "line-start"),
    asksForEnd: isOpaque || has(parsed, "edge", "line-end"),
  };
}

/** What a line was found by: of what the query requires one at least. None where it requires nothing, or is no expression. */
export function wordsOfQuery(query: string): readonly string[] {
  const parsed = parseExpression(query.replace(casePrefix, ""));
  return isProblem(parsed) ? [] : (requiredWords(parsed) ?? []);
}

const casePrefix = /^\(\?(?:i|-i)\)/;

/** In V8's own words, which do not say where. */
function refusal(source: string, flags: string): string | undefined {
  try {
    new RegExp(source, flags);
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return said.replace(/^Invalid regular expression: .*\/[a-z]*: /s, "");
  }
}

function escaped(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replaceAll("\n", "\\n");
}
