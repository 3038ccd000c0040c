/**
 * How many steps a backtracking engine needs to search a text for an expression: a count that is the same on every machine, where a time is not. It knows what the
 * expressions of the catalogue have (groups, sets, bounded repetitions, looking ahead) and throws at anything else. V8 takes fewer steps, never more.
 */
export function expressionSteps(expression: RegExp, text: string): { readonly steps: number; readonly isMatch: boolean } {
  const machine = new Machine(expression, text);
  const isMatch = machine.search();
  return { steps: machine.steps, isMatch };
}

type Next = (at: number) => boolean;
type Matcher = (at: number, next: Next) => boolean;

class Machine {
  steps = 0;
  readonly #source: string;
  readonly #text: string;
  readonly #ignoresCase: boolean;
  #at = 0;

  constructor({ source, flags }: RegExp, text: string) {
    this.#source = source;
    this.#text = text;
    this.#ignoresCase = flags.includes("i");
  }

  search(): boolean {
    const whole = this.#alternatives();
    if (this.#at !== this.#source.length) throw new Error(`not understood from ${this.#source.slice(this.#at)}`);
    const lastStart = this.#source.startsWith("^") ? 0 : this.#text.length;
    for (let start = 0; start <= lastStart; start++) if (whole(start, () => true)) return true;
    return false;
  }

  #alternatives(): Matcher {
    const branches = [this.#sequence()];
    while (this.#take("|")) branches.push(this.#sequence());
    return (at, next) => branches.some((branch) => branch(at, next));
  }

  #sequence(): Matcher {
    const parts: Matcher[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source.charAt(this.#at))) parts.push(this.#repeated(this.#atom()));
    return parts.reduceRight<Matcher>(
      (rest, part) => (at, next) => part(at, (after) => rest(after, next)),
      (at, next) => next(at),
    );
  }

  #repeated(part: Matcher): Matcher {
    const [least, most] = this.#bounds();
    if (least === 1 && most === 1) return part;
    const isLazy = this.#take("?");
    const again =
      (done: number): Matcher =>
      (at, next) => {
        const more = () => done < most && part(at, (after) => after > at && again(done + 1)(after, next));
        if (done < least) return more();
        return isLazy ? next(at) || more() : more() || next(at);
      };
    return again(0);
  }

  #bounds(): readonly [least: number, most: number] {
    if (this.#take("?")) return [0, 1];
    const found = /^\{(\d+)(?:,(\d+))?\}/.exec(this.#source.slice(this.#at));
    if (found === null) return [1, 1];
    this.#at += found[0].length;
    return [Number(found[1]), Number(found[2] ?? found[1])];
  }

  #atom(): Matcher {
    const rest = this.#source.slice(this.#at);
    const group = /^\((\?:|\?!|\?<\w+>)?/.exec(rest);
    if (group !== null) {
      this.#at += group[0].length;
      const inside = this.#alternatives();
      if (!this.#take(")")) throw new Error(`no end of the group in ${this.#source}`);
      return group[1] === "?!" ? (at, next) => !inside(at, () => true) && next(at) : inside;
    }
    const token = /^(?:\[(?:\\.|[^\]\\])*\]|\\.|[^\\*+?{}()|[\]])/.exec(rest)?.[0];
    if (token === undefined) throw new Error(`not understood: ${rest}`);
    this.#at += token.length;
    return this.#isPlace(token) ? this.#place(token) : this.#letter(token);
  }

  #isPlace(token: string): boolean {
    return token === "^" || token === "$" || token === "\\b";
  }

  #place(token: string): Matcher {
    const isWord = (at: number) => /\w/.test(this.#text.charAt(at));
    return (at, next) => {
      this.steps++;
      if (token === "^") return at === 0 && next(at);
      if (token === "$") return at === this.#text.length && next(at);
      return isWord(at - 1) !== isWord(at) && next(at);
    };
  }

  #letter(token: string): Matcher {
    const one = new RegExp(`^${token}$`, this.#ignoresCase ? "i" : "");
    const fits = Array.from({ length: 256 }, (_, code) => one.test(String.fromCharCode(code)));
    return (at, next) => {
      this.steps++;
      return at < this.#text.length && (fits[this.#text.charCodeAt(at)] ?? false) && next(at + 1);
    };
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}
