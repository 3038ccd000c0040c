import type { KeyedHash } from "../../analysis/redaction/address-redactor.ts";
import { RecentlyUsed } from "../../platform/recently-used.ts";
import { harmlessText } from "../../report/harmless-text.ts";

/**
 * Words of a question that no answer told. A tool gets a word that nothing is called by instead, so that it finds as little by a right guess as by a wrong one, and
 * where the answer says the word again it stands there as it was given: replaced, it would tell what the guess is called here.
 */
export class GivenWords {
  private readonly keyedHash: KeyedHash;
  private readonly given = new RecentlyUsed<string, string>(mostRemembered);

  constructor(keyedHash: KeyedHash) {
    this.keyedHash = keyedHash;
  }

  /** What a tool is asked with instead. */
  standIn(word: string): string {
    const letters = [...this.keyedHash(`given/${word}`).slice(0, 16)].map((byte) => String.fromCharCode(firstLetter + (byte & 15)));
    const standIn = `given${letters.join("")}`;
    this.given.set(standIn, word);
    return standIn;
  }

  /** The text with what was given in its place, and the rest of it changed. */
  putBack(text: string, change: (part: string) => string): string {
    if (!text.includes("given")) return change(text);
    return text
      .split(standIns)
      .map((part, at) => (at % 2 === 1 ? this.shown(part) : part === "" ? "" : change(part)))
      .join("");
  }

  has(text: string): boolean {
    return (text.match(standIns) ?? []).some((one) => this.given.get(one) !== undefined);
  }

  /** It may stand in quotes. */
  private shown(standIn: string): string {
    const word = this.given.get(standIn);
    return word === undefined ? standIn : JSON.stringify(harmlessText(word.slice(0, longestShown))).slice(1, -1);
  }
}

/** `g` and those behind it: no digit, which would be near to an id of a catalogue. */
const firstLetter = 0x67;
const standIns = /(given[g-v]{16})/g;

/** What is no longer known is shown as what stood for it, which tells nothing. */
const mostRemembered = 2_000;
const longestShown = 100;
