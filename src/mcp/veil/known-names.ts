import type { KeyedHash } from "../../analysis/redaction/address-redactor.ts";
import { isPublicWord } from "../../analysis/redaction/public-words.ts";
import { TextRedactor } from "../../analysis/redaction/text-redactor.ts";
import { isOwnWord } from "./own-words.ts";
import type { ToldNames } from "./told-names.ts";

/** The names that anything here is called by, and texts with others in their place. What is put in place of what is remembered as told. */
export class KnownNames {
  private readonly redactor: TextRedactor;
  private readonly told: ToldNames;
  private readonly names = new Set<string>();
  private readonly commands = new Set<string>();
  /** Too short, or too much like words, to be replaced wherever they stand. */
  private readonly slight = new Set<string>();
  /** Those of the slight ones that are no words. */
  private short: RegExp | undefined;
  private isLooking = false;

  constructor(keyedHash: KeyedHash, told: ToldNames) {
    this.told = told;
    this.redactor = new TextRedactor(keyedHash, (original, replacement) => {
      if (!this.isLooking) told.remember(original, replacement);
    });
  }

  /** Names, or texts that they stand in between strokes and spaces, as in `Deployment shop/checkout`. */
  learn(texts: Iterable<string>): void {
    const strong: string[] = [];
    for (const text of texts) {
      const parts = text.split(/[^\p{L}\p{N}_./-]+/u).filter((part) => part !== "" && part.length <= longestName);
      for (const part of parts) {
        const names = part.split("/").filter((name) => name !== "" && !isPublicWord(name));
        const slight = names.filter(isSlight);
        for (const name of slight) this.learnSlight(name);
        // Beside another name it is one, whatever it is by itself.
        if (slight.length > 0 && names.length > 1) strong.push(part.replace(/^\/|\/$/g, ""));
        strong.push(...names.filter((name) => !isSlight(name)));
      }
    }
    // The redactor puts its expression together anew for each that it learns, which takes a tenth of a second where it knows twenty thousand.
    const unknown = strong.filter((name) => !this.names.has(name));
    if (unknown.length === 0) return;
    for (const name of unknown) this.names.add(name);
    this.redactor.learnNames(unknown);
  }

  learnCommands(names: Iterable<string>): void {
    const unknown = [...names].filter((name) => !isSlight(name) && !this.commands.has(name));
    if (unknown.length === 0) return;
    for (const name of unknown) this.commands.add(name);
    this.redactor.learnCommands(unknown);
  }

  /** Text of a node, or words of ours and of a node mixed. */
  covered(text: string): string {
    return this.withoutShort(this.redactor.text(text));
  }

  /** Words of ours, whose paths and domains stay. */
  coveredOwnWords(text: string): string {
    return this.withoutShort(this.redactor.ownWords(text));
  }

  /** What stands for a text that is a slight name and nothing else. */
  coveredSlight(text: string): string | undefined {
    return this.slight.has(text) ? this.coverSlight(text) : undefined;
  }

  /** The text with a stand-in for all in it that would be covered and was not told, as a whole: what stands around a name decides whether it is one. */
  withStandIns(text: string, standIn: (name: string) => string): string {
    // Looking is not telling.
    this.isLooking = true;
    try {
      const marked = this.redactor.marked(text, (found) => (this.isChanged(this.told.without(found)) ? standIn(found) : found));
      return this.short === undefined ? marked : marked.replace(this.short, (found) => standIn(found));
    } finally {
      this.isLooking = false;
    }
  }

  /** Where a long text was cut, a part of a name is left that no longer looks like it. */
  withoutBrokenEnds(text: string): string {
    if (text.length < leastCut) return text;
    const [last = ""] = /[\p{L}\p{N}_.-]+(?=…?$)/u.exec(text) ?? [];
    const [first = ""] = /^[\p{L}\p{N}_.-]+/u.exec(text) ?? [];
    const end =
      this.isPart(last, (name) => name.startsWith(last)) || /^\d{1,3}[.-]\d{1,3}[.-](?:\d{1,3}[.-]?)?$/.test(last) ? last.length : 0;
    const begin = this.isPart(first, (name) => name.endsWith(first)) ? first.length : 0;
    if (end === 0 && begin === 0) return text;
    const whole = text.endsWith("…") ? text.slice(0, -1) : text;
    return `${begin === 0 ? "" : "…"}${whole.slice(begin, whole.length - end)}${end === 0 ? text.slice(whole.length) : "…"}`;
  }

  private isChanged(text: string): boolean {
    return text !== "" && this.redactor.text(text) !== text;
  }

  private learnSlight(name: string): void {
    if (this.slight.has(name)) return;
    this.slight.add(name);
    const short = [...this.slight].filter((known) => !isOwnWord(known)).map((known) => known.replace(/[^\w]/g, "\\$&"));
    // Two letters behind a colon are of an address.
    if (short.length > 0) this.short = new RegExp(`(?<![A-Za-z0-9:])(?:${short.join("|")})(?![A-Za-z0-9]|:[0-9a-f]{2}\\b)`, "g");
  }

  private withoutShort(text: string): string {
    return this.short === undefined ? text : text.replace(this.short, (name) => this.coverSlight(name));
  }

  private coverSlight(name: string): string {
    // A sign in it that no name has, so that it is as long as one.
    const covered = this.redactor.name(`${name}~`);
    this.told.remember(name, covered);
    return covered;
  }

  private isPart(text: string, fits: (name: string) => boolean): boolean {
    if (text.length < 3 || isOwnWord(text) || this.names.has(text)) return false;
    for (const name of this.names) if (name.length > text.length && fits(name)) return true;
    return false;
  }
}

/** Of a DNS name. */
const longestName = 253;
/** What is shorter was not cut. */
const leastCut = 100;

function isSlight(name: string): boolean {
  return name.length < 3 || isOwnWord(name);
}
