/**
 * A regular expression of JavaScript as a tree: just enough to tell which words every match has and which repetitions decide nothing. Whatever is not understood
 * is `opaque`, and nothing is concluded from it.
 */
export type Expression =
  | { readonly kind: "character"; readonly source: string; readonly text: string }
  /** One character out of several: a class, a point, `\d`. */
  | { readonly kind: "set"; readonly source: string }
  | { readonly kind: "edge"; readonly source: string; readonly of: "line-start" | "line-end" | "word" }
  | { readonly kind: "look"; readonly source: string; readonly body: Expression }
  | { readonly kind: "backreference"; readonly source: string }
  | { readonly kind: "opaque"; readonly source: string }
  | { readonly kind: "group"; readonly source: string; readonly body: Expression }
  | { readonly kind: "repeat"; readonly source: string; readonly item: Expression; readonly min: number; readonly max: number }
  | { readonly kind: "sequence"; readonly source: string; readonly items: readonly Expression[] }
  | { readonly kind: "choice"; readonly source: string; readonly options: readonly Expression[] };

/** Where an expression fails, and what is wrong there. */
export interface ExpressionProblem {
  /** Characters before it. */
  readonly at: number;
  readonly because: string;
}

export function parseExpression(source: string): Expression | ExpressionProblem {
  try {
    return new ExpressionParser(source).parse();
  } catch (error) {
    if (error instanceof ProblemAt) return error.problem;
    throw error;
  }
}

export function isProblem<T extends object>(parsed: T | ExpressionProblem): parsed is ExpressionProblem {
  return "because" in parsed;
}

class ProblemAt extends Error {
  readonly problem: ExpressionProblem;

  constructor(at: number, because: string) {
    super(because);
    this.problem = { at, because };
  }
}

class ExpressionParser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): Expression {
    const whole = this.#choice();
    if (this.#at < this.#source.length) throw new ProblemAt(this.#at, "a closing parenthesis without an opening one");
    return whole;
  }

  #choice(): Expression {
    const from = this.#at;
    const options = [this.#sequence()];
    while (this.#source[this.#at] === "|") {
      this.#at++;
      options.push(this.#sequence());
    }
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: "choice", source: this.#source.slice(from, this.#at), options };
  }

  #sequence(): Expression {
    const from = this.#at;
    const items: Expression[] = [];
    while (this.#at < this.#source.length && this.#source[this.#at] !== "|" && this.#source[this.#at] !== ")") {
      const itemFrom = this.#at;
      items.push(this.#repeated(this.#item(), itemFrom));
    }
    return { kind: "sequence", source: this.#source.slice(from, this.#at), items };
  }

  #repeated(item: Expression, from: number): Expression {
    const [mark, least, comma, most] = repetition.exec(this.#source.slice(this.#at)) ?? [];
    if (mark === undefined) return item;
    if (item.kind === "edge") throw new ProblemAt(this.#at, `nothing that could be repeated before ${mark}`);
    const [min, max] = boundsOf(mark, least, comma, most);
    if (min > max) throw new ProblemAt(this.#at, "the bounds of the repetition are in the wrong order");
    this.#at += mark.length;
    if (this.#source[this.#at] === "?") this.#at++;
    else if (this.#source[this.#at] === "+") throw new ProblemAt(this.#at, "possessive repetitions are not known here");
    if (repetition.test(this.#source.slice(this.#at))) throw new ProblemAt(this.#at, "a repetition of a repetition");
    return { kind: "repeat", source: this.#source.slice(from, this.#at), item, min, max };
  }

  #item(): Expression {
    const from = this.#at;
    const first = this.#source[from] ?? "";
    if (first === "(") return this.#group();
    if (first === "[") return this.#class();
    if (first === "\\") return this.#escape();
    if (/[*+?]/.test(first)) throw new ProblemAt(from, `nothing that could be repeated before ${first}`);
    const text = String.fromCodePoint(this.#source.codePointAt(from) ?? 0);
    if (text === "\n") throw new ProblemAt(from, endOfLine);
    this.#at += text.length;
    if (text === ".") return { kind: "set", source: text };
    if (text === "^") return { kind: "edge", source: text, of: "line-start" };
    if (text === "$") return { kind: "edge", source: text, of: "line-end" };
    return { kind: "character", source: text, text };
  }

  #group(): Expression {
    const from = this.#at;
    const rest = this.#source.slice(from);
    const [mark = ""] = groupMark.exec(rest) ?? [];
    if (mark === "") throw new ProblemAt(from, "a kind of group that is not known here");
    this.#at += mark.length;
    const body = this.#choice();
    if (this.#source[this.#at] !== ")") throw new ProblemAt(from, "the group that begins here has no end");
    this.#at++;
    const source = this.#source.slice(from, this.#at);
    if (/^\(\?<?[=!]/.test(mark)) return { kind: "look", source, body };
    // Other flags may hold within it, so that its words and edges mean something else.
    return /^\(\?[a-z-]+:/.test(mark) ? { kind: "opaque", source } : { kind: "group", source, body };
  }

  #class(): Expression {
    const from = this.#at;
    for (let at = from + 1; at < this.#source.length; at++) {
      const character = this.#source[at];
      if (character === "\\") at++;
      else if (character === "[" && /^\[(?::[a-z]+:|\.|=)/.test(this.#source.slice(at))) {
        throw new ProblemAt(at, "classes of POSIX are not known here; write \\d, \\w, \\s or the characters themselves");
      } else if (character === "]") {
        this.#at = at + 1;
        return { kind: "set", source: this.#source.slice(from, this.#at) };
      }
    }
    throw new ProblemAt(from, "the class that begins here has no end");
  }

  #escape(): Expression {
    const from = this.#at;
    const [source = ""] = escapeForm.exec(this.#source.slice(from)) ?? [];
    if (source === "") throw new ProblemAt(from, "a backslash at the end");
    this.#at += source.length;
    const letter = source[1] ?? "";
    if (/[dDsSwWpP]/.test(letter)) return { kind: "set", source };
    if (/[bB]/.test(letter)) return { kind: "edge", source, of: "word" };
    if (/[1-9k]/.test(letter)) return { kind: "backreference", source };
    const control = controlCharacters[letter];
    if (letter === "n") throw new ProblemAt(from, endOfLine);
    if (source.length === 2 && control !== undefined) return { kind: "character", source, text: control };
    const code = /^\\(?:x|u)\{?([0-9a-fA-F]+)\}?$/.exec(source)?.[1];
    if (code !== undefined) return codePoint(source, Number.parseInt(code, 16));
    const elsewhere = meantElsewhere[letter];
    if (elsewhere !== undefined) throw new ProblemAt(from, `${source} is not known here; ${elsewhere}`);
    // What is left of letters and digits has a meaning of its own, or one only under another flag.
    if (/^\\[A-Za-z0-9]/.test(source)) return { kind: "opaque", source };
    return { kind: "character", source, text: source.slice(1) };
  }
}

const repetition = /^(?:[*+?]|\{(\d{1,9})(?:(,)(\d{1,9})?)?\})/;

function boundsOf(mark: string, least?: string, comma?: string, most?: string): readonly [min: number, max: number] {
  if (mark === "*") return [0, Number.POSITIVE_INFINITY];
  if (mark === "+") return [1, Number.POSITIVE_INFINITY];
  if (mark === "?") return [0, 1];
  const min = Number(least);
  if (comma === undefined) return [min, min];
  return [min, most === undefined ? Number.POSITIVE_INFINITY : Number(most)];
}

/** Of what the expression of another language has and JavaScript's has not: `(?P<…>`, `(?>…)`, `(?#…)`. */
const groupMark = /^(?:\(\?(?:[:=!]|<[=!]|<[\p{L}_$][\p{L}\p{N}_$]*>|[ims]{0,3}(?:-[ims]{1,3})?:)|\((?!\?))/u;

const escapeForm = /^\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|[pP]\{[^}]{1,60}\}|c[A-Za-z]|k<[^>]{1,60}>|[1-9]\d*|.)/su;

const controlCharacters: Readonly<Record<string, string>> = { t: "\t", v: "\v", f: "\f", r: "\r", 0: "\0" };

const endOfLine = "each line is searched by itself, so that no end of a line is ever found; leave it out";

/** JavaScript would take them for the letter itself, which nobody means who writes them. */
const meantElsewhere: Readonly<Record<string, string>> = {
  A: "write ^",
  Z: "write $",
  z: "write $",
  h: "write [ \\t]",
  R: "a line is searched by itself",
  Q: "put a backslash before each character",
  E: "put a backslash before each character",
  K: "write (?<=…)",
};

function codePoint(source: string, code: number): Expression {
  return code > 0x10_ffff ? { kind: "opaque", source } : { kind: "character", source, text: String.fromCodePoint(code) };
}
