import { bytesOfJson } from "./answer-bytes.ts";
import { alternativesOf, isDeclaredField, type JsonSchema, type SchemasHere, schemasOfField, schemasOfItem } from "./json-schema.ts";
import { isId, neverCut } from "./vital-fields.ts";

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
  private readonly cuts = new Map<string, Cut>();

  constructor(value: Readonly<Record<string, unknown>>, schema: JsonSchema, keeps: Readonly<Record<string, number>> = {}) {
    this.root = partOf(value, alternativesOf(schema), { path: "", parent: undefined, at: 0, isKept: false });
    this.keeps = keeps;
    gather(this.root, this.found);
  }

  /** `isFirm` leaves one item of each list that the tool keeps, whatever else that costs. */
  to(mostBytes: number, isFirm = false): ShortenedValue {
    const { root, cuts, keeps } = this;
    const { lists, texts, vitalLists, vitalTexts } = this.found;
    const over = () => root.bytes + bytesOfJson(omittedText(cuts, mostBytes)) - mostBytes;
    const [last, first] = [lists.filter(({ isLast }) => isLast), lists.filter(({ isLast }) => !isLast)];
    const kept =
      (least: number) =>
      ({ path }: ListPart) =>
        Math.max(least, keeps[path] ?? 0);
    shortenLists(first, kept(someItems), over, cuts);
    const isKept = (text: TextPart) => isAmongKept(text, keeps);
    shortenTexts(
      texts.filter((text) => !isKept(text)),
      leastText,
      over,
      cuts,
    );
    shortenLists(first, kept(1), over, cuts);
    shortenLists(first, kept(0), over, cuts);
    shortenLists(last, () => someItems, over, cuts);
    shortenTexts(texts.filter(isKept), leastText, over, cuts);
    shortenLists(first, ({ path }) => (path in keeps ? 1 : 0), over, cuts);
    for (const part of [first, last]) shortenLists(part, ({ path }) => (isFirm && path in keeps ? 1 : 0), over, cuts);
    shortenLists(vitalLists, () => 1, over, cuts);
    shortenTexts(vitalTexts, leastVitalText, over, cuts);
    return { value: shownPart(root) as Readonly<Record<string, unknown>>, omitted: omittedText(cuts, mostBytes) }; // the root is an object
  }
}

interface Found {
  readonly lists: ListPart[];
  readonly texts: TextPart[];
  readonly vitalLists: ListPart[];
  readonly vitalTexts: TextPart[];
}

/** Of these a part is worse than none: a command without its end, an order without what lifts it. */
const wholeOrNot: ReadonlySet<string> = new Set(["commands", "verify", "undo", "unless", "liftedBy"]);
const cutLast: ReadonlySet<string> = new Set(["gaps", "notEvaluated"]);
/** Of a list that is not kept, while others can still be shortened. */
const someItems = 3;
const leastText = 120;
const leastVitalText = 160;

type Part = ListPart | ObjectPart | TextPart | PlainPart;

interface Placed {
  readonly parent: Part | undefined;
  /** Among the items of its list. */
  readonly at: number;
  /** Without what lists inside it hold, which are cut themselves. */
  readonly own: number;
  /** As JSON, with the sign that parts it from the next one. */
  bytes: number;
}

interface ListPart extends Placed {
  readonly kind: "list";
  readonly path: string;
  readonly isLast: boolean;
  readonly isKept: boolean;
  readonly items: Part[];
  /** Of its items together. */
  itemsOwn: number;
  readonly total: number;
}

interface ObjectPart extends Placed {
  readonly kind: "object";
  readonly fields: readonly (readonly [name: string, part: Part])[];
}

interface TextPart extends Placed {
  readonly kind: "text";
  readonly path: string;
  text: string;
  readonly total: number;
  readonly isCuttable: boolean;
  readonly isKept: boolean;
}

interface PlainPart extends Placed {
  readonly kind: "plain";
  readonly value: unknown;
}

interface Cut {
  readonly kind: "list" | "text";
  places: number;
  shown: number;
  total: number;
}

interface Place {
  readonly path: string;
  readonly parent: Part | undefined;
  readonly at: number;
  readonly isKept: boolean;
}

function partOf(value: unknown, schemas: SchemasHere, place: Place): Part {
  const { path, parent, at, isKept } = place;
  if (typeof value === "string") {
    const isCuttable = schemas.some(({ untrusted }) => untrusted === true) && !isId(path);
    const bytes = bytesOfJson(value) + 1;
    return { kind: "text", path, text: value, total: value.length, isCuttable, isKept, parent, at, bytes, own: bytes };
  }
  if (Array.isArray(value)) {
    const part: Writable<ListPart> = {
      ...{ kind: "list", path, isLast: cutLast.has(path), isKept, items: [], itemsOwn: 0, total: value.length },
      ...{ parent, at, bytes: 3, own: 3 },
    };
    for (const [index, item] of value.entries()) {
      const inside = partOf(item, schemasOfItem(schemas, index), { path: `${path}[]`, parent: part, at: index, isKept });
      part.items.push(inside);
      part.bytes += inside.bytes;
      part.itemsOwn += inside.own;
    }
    // It goes with what it stands in, and not by itself.
    if (isKept) part.own = part.bytes;
    return part;
  }
  if (typeof value === "object" && value !== null) return objectPart(value, schemas, place);
  const bytes = bytesOfJson(value) + 1;
  return { kind: "plain", value, parent, at, bytes, own: bytes };
}

type Writable<P> = { -readonly [Field in keyof P]: P[Field] };

function objectPart(value: object, schemas: SchemasHere, { path, parent, at, isKept }: Place): ObjectPart {
  const fields: (readonly [string, Part])[] = [];
  const part: Writable<ObjectPart> = { kind: "object", fields, parent, at, bytes: 3, own: 3 };
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    // Names that are not of the schema may be a node's, and there may be any number of them.
    const shownName = isDeclaredField(schemas, name) ? name : "*";
    const innerPath = path === "" ? shownName : `${path}.${shownName}`;
    const inside = partOf(inner, schemasOfField(schemas, name), {
      path: innerPath,
      parent: part,
      at: 0,
      isKept: isKept || neverCut.has(name) || wholeOrNot.has(name),
    });
    fields.push([name, inside]);
    const nameBytes = bytesOfJson(name) + 1;
    part.bytes += nameBytes + inside.bytes;
    part.own += nameBytes + inside.own;
  }
  return part;
}

function shownPart(part: Part): unknown {
  switch (part.kind) {
    case "list":
      return part.items.map(shownPart);
    case "object":
      return Object.fromEntries(part.fields.map(([name, inner]) => [name, shownPart(inner)]));
    case "text":
      return part.text;
    case "plain":
      return part.value;
  }
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

/** From the list whose own items take most, half of it at most at a time, so that no list goes while another is long. */
function shortenLists(lists: readonly ListPart[], least: (list: ListPart) => number, over: () => number, cuts: Map<string, Cut>): void {
  for (let excess = over(); excess > 0; excess = over()) {
    let longest: ListPart | undefined;
    let longestBytes = 0;
    for (const list of lists) {
      const own = list.items.length > least(list) && isThere(list) ? list.itemsOwn : 0;
      if (own > longestBytes) [longest, longestBytes] = [list, own];
    }
    if (longest === undefined) return;
    const enough = Math.min(excess, Math.max(longestBytes / 2, 1));
    let taken = 0;
    while (taken < enough && longest.items.length > least(longest)) {
      const last = longest.items.pop();
      taken += last?.bytes ?? 0;
      longest.itemsOwn -= last?.own ?? 0;
    }
    takeAway(longest, taken);
    noteCut(cuts, "list", longest.path, longest, longest.items.length, longest.total);
  }
}

/** In one of the items that the tool keeps of a list. */
function isAmongKept(text: Part, keeps: Readonly<Record<string, number>>): boolean {
  for (let inner: Part = text, outer = text.parent; outer !== undefined; inner = outer, outer = outer.parent) {
    if (outer.kind === "list" && inner.at < (keeps[outer.path] ?? 0)) return true;
  }
  return false;
}

/** Not in an item that was cut off. */
function isThere(part: Part): boolean {
  for (let inner: Part = part, outer = part.parent; outer !== undefined; inner = outer, outer = outer.parent) {
    if (outer.kind === "list" && inner.at >= outer.items.length) return false;
  }
  return true;
}

function shortenTexts(texts: readonly TextPart[], least: number, over: () => number, cuts: Map<string, Cut>): void {
  const longestFirst = texts.filter(isThere).sort((left, right) => right.bytes - left.bytes);
  for (const part of longestFirst) {
    const excess = over();
    if (excess <= 0) return;
    const ratio = Math.max(0, 1 - (excess + 40) / part.bytes);
    if (part.text.length <= least) continue;
    const length = Math.max(least, Math.floor(part.text.length * ratio));
    // Not between the halves of a character.
    const end = /[\ud800-\udbff]/.test(part.text[length - 1] ?? "") ? length - 1 : length;
    const before = part.bytes;
    part.text = `${part.text.slice(0, end).replace(/…$/, "")}…`;
    takeAway(part, before - (bytesOfJson(part.text) + 1));
    noteCut(cuts, "text", part.path, part, end, part.total);
  }
}

function takeAway(part: Part, bytes: number): void {
  for (let place: Part | undefined = part; place !== undefined; place = place.parent) place.bytes -= bytes;
}

const noted = new WeakMap<Part, { shown: number }>();

function noteCut(cuts: Map<string, Cut>, kind: Cut["kind"], path: string, part: Part, shown: number, total: number): void {
  const cut = cuts.get(path) ?? { kind, places: 0, shown: 0, total: 0 };
  cuts.set(path, cut);
  const before = noted.get(part);
  if (before === undefined) {
    cut.places++;
    cut.total += total;
    cut.shown += shown;
  } else cut.shown += shown - before.shown;
  noted.set(part, { shown });
}

/** Where little room is left, that much was cut takes less of it than what. */
function omittedText(cuts: ReadonlyMap<string, Cut>, mostBytes: number): Readonly<Record<string, string>> {
  const all = Object.fromEntries(
    [...cuts].map(([path, { kind, places, shown, total }]) => {
      const of = kind === "list" ? `${shown} of ${total} shown` : `first ${shown} of ${total} characters`;
      return [path, places === 1 ? of : `${of}, in ${places} places`];
    }),
  );
  if (cuts.size <= fewCuts || bytesOfJson(all) <= mostBytes * omittedShare) return all;
  return { "*": `${cuts.size} lists and texts are shortened or left out` };
}

const fewCuts = 3;
const omittedShare = 0.1;
