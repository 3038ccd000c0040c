import type { FindingEvidence } from "../../model/finding.ts";
import { harmlessText } from "../../model/harmless-text.ts";
import type { LogHit } from "../scanning/log-scanner.ts";

interface Place {
  readonly file: string;
  readonly line: number;
  readonly excerpt: string;
  readonly atMs: number | undefined;
}

/**
 * Some of the places where a thing was said: the first and the last one, the first of each file, and others evenly over the rest. What comes by is not known
 * beforehand, so one in `stride` is kept, and the stride doubles whenever they no longer fit; the same logs always give the same places.
 */
export class SaidPlaces {
  readonly #expression: RegExp;
  readonly #files = new Set<string>();
  #lastFile: string | undefined;
  #firstOfFiles: Place[] = [];
  #earliest: Place | undefined;
  #latest: Place | undefined;
  #sampled: Place[] = [];
  #stride = 1;
  #came = 0;

  constructor(expression: RegExp) {
    this.#expression = expression;
  }

  add(file: string, hit: LogHit): void {
    const isSampled = this.#came++ % this.#stride === 0;
    const isFirstOfFile = file !== this.#lastFile && this.#isFileSeenFirst(file);
    const { atMs } = hit;
    const isEarliest = atMs !== undefined && atMs < (this.#earliest?.atMs ?? Number.POSITIVE_INFINITY);
    // Within a second the first line that said it is as good as the last; so a log in order of time does not make a place of each line.
    const isLatest = atMs !== undefined && atMs >= (this.#latest?.atMs ?? Number.NEGATIVE_INFINITY) + 1000;
    if (!isSampled && !isFirstOfFile && !isEarliest && !isLatest) return;
    const place = this.#placeOf(file, hit);
    if (isEarliest) this.#earliest = place;
    if (isLatest) this.#latest = place;
    if (isFirstOfFile) this.#firstOfFiles.push(place);
    else if (isSampled) this.#sample(place);
  }

  get files(): number {
    return this.#files.size;
  }

  /** In order of time, those without one last. */
  chosen(): readonly FindingEvidence[] {
    const chosen = new Map<string, Place>();
    const take = (place: Place | undefined) => {
      if (place !== undefined && chosen.size < mostChosen) chosen.set(`${place.file}\u001f${place.line}`, place);
    };
    take(this.#earliest);
    take(this.#latest);
    // Half of them for the other files, so that the course of time is seen as well.
    for (const place of this.#firstOfFiles.slice(0, mostChosen / 2)) take(place);
    const rest = this.#sampled.filter(({ file, line }) => !chosen.has(`${file}\u001f${line}`));
    const wanted = mostChosen - chosen.size;
    for (let index = 0; index < wanted; index++) take(rest[Math.floor((index * rest.length) / wanted)]);
    return [...chosen.values()].toSorted(inOrder).map(
      ({ file, line, excerpt, atMs }): FindingEvidence => ({
        file: harmlessText(file),
        lines: [line, line],
        excerpt: harmlessText(excerpt).slice(0, maximumExcerpt),
        ...(atMs === undefined ? {} : { atMs }),
      }),
    );
  }

  #isFileSeenFirst(file: string): boolean {
    this.#lastFile = file;
    if (this.#files.has(file)) return false;
    this.#files.add(file);
    return this.#firstOfFiles.length < mostChosen;
  }

  #sample(place: Place): void {
    this.#sampled.push(place);
    if (this.#sampled.length < 2 * mostChosen) return;
    this.#sampled = this.#sampled.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }

  #placeOf(file: string, { line, text, atMs }: LogHit): Place {
    return { file, line, excerpt: this.#excerptOf(text), atMs };
  }

  /** Of a long line, the part with what was said. */
  #excerptOf(text: string): string {
    if (text.length <= maximumExcerpt) return text;
    const at = text.search(this.#expression);
    const start = at + leadCharacters < maximumExcerpt ? 0 : at - leadCharacters;
    // Joined anew, since a slice keeps the whole line alive behind it.
    return Array.from({ length: Math.min(maximumExcerpt, text.length - start) }, (_, index) => text[start + index]).join("");
  }
}

const mostChosen = 8;
const maximumExcerpt = 500;
/** The start of the line, its time and program, tells more than what follows. */
const leadCharacters = 200;

function inOrder(left: Place, right: Place): number {
  return (
    (left.atMs ?? Number.POSITIVE_INFINITY) - (right.atMs ?? Number.POSITIVE_INFINITY) ||
    (left.file < right.file ? -1 : Number(left.file > right.file)) ||
    left.line - right.line
  );
}
