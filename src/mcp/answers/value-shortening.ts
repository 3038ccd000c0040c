import { bytesOfJson } from "./answer-bytes.ts";
import { CutNotes } from "./cut-notes.ts";
import { cutText } from "./cut-text.ts";
import type { JsonSchema } from "./json-schema.ts";
import { isThere, type ListPart, type Part, partsOf, shownPart, type TextPart, takeAway } from "./value-parts.ts";

export interface ShortenedValue {
  readonly value: Readonly<Record<string, unknown>>;
  /** What was left out, by where it stood; texts for `omitted` of the answer. */
  readonly omitted: Readonly<Record<string, string>>;
}

/**
 * Takes away from an answer what is least missed until it fits: the ends of the longest lists, but some items of each, then the ends of long texts of the node, then
 * more of the lists, those last that the tool keeps, and of the verdict itself only what no other way would fit. Ids and the next step are never cut, so a very small
 * bound may be exceeded by them. What is asked for can only become less.
 */
export class ValueShortening {
  private readonly root: Part;
  private readonly found: Found = { lists: [], texts: [], vitalLists: [], vitalTexts: [] };
  private readonly keeps: Readonly<Record<string, number>>;
  private readonly cuts = new CutNotes();

  constructor(value: Readonly<Record<string, unknown>>, schema: JsonSchema, keeps: Readonly<Record<string, number>> = {}) {
    this.root = partsOf(value, schema);
    this.keeps = keeps;
    gather(this.root, this.found);
  }

  /** `isFirm` leaves one item of each list that the tool keeps, whatever else that costs. */
  to(mostBytes: number, isFirm = false): ShortenedValue {
    const { root, cuts, keeps } = this;
    const { lists, texts, vitalLists, vitalTexts } = this.found;
    const over = () => root.bytes + bytesOfJson(cuts.texts(mostBytes)) - mostBytes;
    const inLists = (some: readonly ListPart[], least: (path: string) => number) => shortenLists(some, least, over, cuts);
    const inTexts = (some: readonly TextPart[], least: number) => shortenTexts(some, least, over, cuts);
    const [last, first] = [lists.filter(({ isLast }) => isLast), lists.filter(({ isLast }) => !isLast)];
    const kept = (least: number) => (path: string) => Math.max(least, keeps[path] ?? 0);
    const isKept = (text: TextPart) => isAmongKept(text, keeps);
    inLists(first, kept(someItems));
    inTexts(
      texts.filter((text) => !isKept(text)),
      leastText,
    );
    inLists(first, kept(1));
    inLists(first, kept(0));
    inLists(last, () => someItems);
    inTexts(texts.filter(isKept), leastText);
    inLists(first, (path) => (path in keeps ? 1 : 0));
    for (const part of [first, last]) inLists(part, (path) => (isFirm && path in keeps ? 1 : 0));
    inLists(vitalLists, () => 1);
    inTexts(vitalTexts, leastVitalText);
    return { value: shownPart(root) as Readonly<Record<string, unknown>>, omitted: cuts.texts(mostBytes) }; // the root is an object
  }
}

/** Of a list that is not kept, while others can still be shortened. */
const someItems = 3;
const leastText = 120;
const leastVitalText = 160;

interface Found {
  readonly lists: ListPart[];
  readonly texts: TextPart[];
  readonly vitalLists: ListPart[];
  readonly vitalTexts: TextPart[];
}

function gather(part: Part, found: Found): void {
  if (part.kind === "list") {
    if (!part.isKept) found.lists.push(part);
    else if (isOfVerdict(part.path)) found.vitalLists.push(part);
    for (const item of part.items) gather(item, found);
  }
  if (part.kind === "object") for (const [, inner] of part.fields) gather(inner, found);
  if (part.kind !== "text" || !part.isCuttable || part.text.length <= leastText) return;
  if (!part.isKept) found.texts.push(part);
  else if (isOfVerdict(part.path)) found.vitalTexts.push(part);
}

function isOfVerdict(path: string): boolean {
  return path.startsWith("verdict.");
}

/** In one of the items that the tool keeps of a list. */
function isAmongKept(text: Part, keeps: Readonly<Record<string, number>>): boolean {
  for (let inner: Part = text, outer = text.parent; outer !== undefined; inner = outer, outer = outer.parent) {
    if (outer.kind === "list" && inner.at < (keeps[outer.path] ?? 0)) return true;
  }
  return false;
}

/** From the list whose own items take most, half of it at most at a time, so that no list goes while another is long. */
function shortenLists(lists: readonly ListPart[], least: (path: string) => number, over: () => number, cuts: CutNotes): void {
  for (let excess = over(); excess > 0; excess = over()) {
    let longest: ListPart | undefined;
    let longestBytes = 0;
    for (const list of lists) {
      const own = list.items.length > least(list.path) && isThere(list) ? list.itemsOwn : 0;
      if (own > longestBytes) [longest, longestBytes] = [list, own];
    }
    if (longest === undefined) return;
    const enough = Math.min(excess, Math.max(longestBytes / 2, 1));
    let taken = 0;
    while (taken < enough && longest.items.length > least(longest.path)) {
      const last = longest.items.pop();
      taken += last?.bytes ?? 0;
      longest.itemsOwn -= last?.own ?? 0;
    }
    takeAway(longest, taken);
    cuts.note(longest, longest.items.length);
  }
}

/** The longest first. */
function shortenTexts(texts: readonly TextPart[], least: number, over: () => number, cuts: CutNotes): void {
  for (const part of texts.filter(isThere).sort((left, right) => right.bytes - left.bytes)) {
    const excess = over();
    if (excess <= 0) return;
    if (part.text.length <= least) continue;
    const ratio = Math.max(0, 1 - (excess + 40) / part.bytes);
    part.text = cutText(part.text, Math.max(least, Math.floor(part.text.length * ratio)));
    takeAway(part, part.bytes - (bytesOfJson(part.text) + 1));
    cuts.note(part, part.text.length - 1);
  }
}
