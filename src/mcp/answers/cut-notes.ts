import { bytesOfJson } from "./answer-bytes.ts";
import type { ListPart, TextPart } from "./value-parts.ts";

/** What was left out of an answer, by where it stood. */
export class CutNotes {
  private readonly cuts = new Map<string, Cut>();
  private readonly shownBefore = new WeakMap<ListPart | TextPart, number>();

  /** So many of its items or characters are still there. */
  note(part: ListPart | TextPart, shown: number): void {
    const { kind, path, total } = part;
    const cut = this.cuts.get(path) ?? { kind, places: 0, shown: 0, total: 0 };
    this.cuts.set(path, cut);
    const before = this.shownBefore.get(part);
    if (before === undefined) {
      cut.places++;
      cut.total += total;
    }
    cut.shown += shown - (before ?? 0);
    this.shownBefore.set(part, shown);
  }

  /** Texts for `omitted` of the answer. Where little room is left, that much was cut takes less of it than what. */
  texts(mostBytes: number): Readonly<Record<string, string>> {
    const all = Object.fromEntries(
      [...this.cuts].map(([path, { kind, places, shown, total }]) => {
        const of = kind === "list" ? `${shown} of ${total} shown` : `first ${shown} of ${total} characters`;
        return [path, places === 1 ? of : `${of}, in ${places} places`];
      }),
    );
    if (this.cuts.size <= fewCuts || bytesOfJson(all) <= mostBytes * omittedShare) return all;
    return { "*": `${this.cuts.size} lists and texts are shortened or left out` };
  }
}

interface Cut {
  readonly kind: "list" | "text";
  places: number;
  shown: number;
  total: number;
}

const fewCuts = 3;
const omittedShare = 0.1;
