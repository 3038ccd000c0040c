import { bytesOfJson } from "./answer-bytes.ts";
import {
  alternativesOf,
  isDeclaredField,
  isMarkedUntrusted,
  type JsonSchema,
  type SchemasHere,
  schemasOfField,
  schemasOfItem,
} from "./json-schema.ts";
import { isId, neverCut } from "./vital-fields.ts";

/** An answer as a tree of parts, each with what it takes as JSON: so that the ends of lists and texts can be taken away without writing the whole anew each time. */
export function partsOf(value: unknown, schema: JsonSchema): Part {
  return partOf(value, alternativesOf(schema), { path: "", parent: undefined, at: 0, isKept: false });
}

/** The value that is left. */
export function shownPart(part: Part): unknown {
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

/** Not in an item that was cut off. */
export function isThere(part: Part): boolean {
  for (let inner: Part = part, outer = part.parent; outer !== undefined; inner = outer, outer = outer.parent) {
    if (outer.kind === "list" && inner.at >= outer.items.length) return false;
  }
  return true;
}

/** From this part and all that it stands in. */
export function takeAway(part: Part, bytes: number): void {
  for (let place: Part | undefined = part; place !== undefined; place = place.parent) place.bytes -= bytes;
}

export type Part = ListPart | ObjectPart | TextPart | PlainPart;

interface Placed {
  readonly parent: Part | undefined;
  /** Among the items of its list. */
  readonly at: number;
  /** Without what lists inside it hold, which are cut themselves. */
  readonly own: number;
  /** As JSON, with the sign that parts it from the next one. */
  bytes: number;
}

export interface ListPart extends Placed {
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

export interface TextPart extends Placed {
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

/** Of these a part is worse than none: a command without its end, an order without what lifts it. */
const wholeOrNot: ReadonlySet<string> = new Set(["commands", "verify", "undo", "unless", "liftedBy"]);
const cutLast: ReadonlySet<string> = new Set(["gaps", "notEvaluated"]);

interface Place {
  readonly path: string;
  readonly parent: Part | undefined;
  readonly at: number;
  readonly isKept: boolean;
}

function partOf(value: unknown, schemas: SchemasHere, place: Place): Part {
  const { path, parent, at, isKept } = place;
  if (typeof value === "string") {
    const isCuttable = isMarkedUntrusted(schemas) && !isId(path);
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
