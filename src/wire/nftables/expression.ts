import type { AttributeCursor } from "../netlink/attribute-cursor.ts";
import type { AttributeWriter } from "../netlink/attribute-writer.ts";
import {
  NFT_BITWISE_MASK_XOR,
  NFT_CMP_EQ,
  NFT_DYNSET_OP_UPDATE,
  NFT_FIB_RESULT_ADDRTYPE,
  NFT_GOTO,
  NFTA_FIB_F_DADDR,
  NFTA_LIST_ELEM,
  nftaBitwise,
  nftaCmp,
  nftaData,
  nftaDynset,
  nftaExpr,
  nftaFib,
  nftaImmediate,
  nftaLookup,
  nftaMeta,
  nftaPayload,
  nftaVerdict,
  nftMetaKey,
  nftPayloadBase,
  nftRegister,
} from "./constants.ts";

/** One step of a rule, as `nft --debug=netlink` shows it in square brackets: it loads a register, compares one, or does something. Only those that Ullage writes. */
export type NftExpression =
  | { readonly kind: "meta"; readonly key: keyof typeof nftMetaKey; readonly register: number }
  | {
      readonly kind: "payload";
      readonly base: keyof typeof nftPayloadBase;
      readonly offset: number;
      readonly length: number;
      readonly register: number;
    }
  /** In place: what of the mask is set is kept. */
  | { readonly kind: "mask"; readonly register: number; readonly mask: Uint8Array }
  | { readonly kind: "equals"; readonly register: number; readonly value: Uint8Array }
  /** Loads what kind of address (RTN_*) the packet goes to, by the routes of this namespace. */
  | { readonly kind: "destination-type"; readonly register: number }
  | { readonly kind: "in-set"; readonly register: number; readonly set: NftSetName }
  /** Puts the registers into the set; where that is full, the rule ends here. */
  | { readonly kind: "update-set"; readonly register: number; readonly set: NftSetName }
  | { readonly kind: "goto"; readonly chain: string }
  | { readonly kind: "notrack" };

/** A set that is made by the same batch is found by its number, any other by its name. */
export interface NftSetName {
  readonly name: string;
  readonly id: number;
}

export function writeExpression(writer: AttributeWriter, expression: NftExpression): void {
  writer.nest(NFTA_LIST_ELEM, () => {
    writer.text(nftaExpr.NFTA_EXPR_NAME, kernelNames[expression.kind]);
    if (expression.kind !== "notrack") writer.nest(nftaExpr.NFTA_EXPR_DATA, () => writeDetails(writer, expression));
  });
}

/** Attributes stand in the order in which libnftnl puts them, so that our bytes can be held against those of `nft`. */
function writeDetails(writer: AttributeWriter, expression: Exclude<NftExpression, { kind: "notrack" }>): void {
  const value = (type: number, bytes: Uint8Array) => writer.nest(type, () => writer.copy(nftaData.NFTA_DATA_VALUE, bytes));
  switch (expression.kind) {
    case "meta":
      writer.uint32(nftaMeta.NFTA_META_KEY, nftMetaKey[expression.key]);
      writer.uint32(nftaMeta.NFTA_META_DREG, expression.register);
      return;
    case "payload":
      writer.uint32(nftaPayload.NFTA_PAYLOAD_DREG, expression.register);
      writer.uint32(nftaPayload.NFTA_PAYLOAD_BASE, nftPayloadBase[expression.base]);
      writer.uint32(nftaPayload.NFTA_PAYLOAD_OFFSET, expression.offset);
      writer.uint32(nftaPayload.NFTA_PAYLOAD_LEN, expression.length);
      return;
    case "mask":
      writer.uint32(nftaBitwise.NFTA_BITWISE_SREG, expression.register);
      writer.uint32(nftaBitwise.NFTA_BITWISE_DREG, expression.register);
      writer.uint32(nftaBitwise.NFTA_BITWISE_OP, NFT_BITWISE_MASK_XOR);
      writer.uint32(nftaBitwise.NFTA_BITWISE_LEN, expression.mask.length);
      value(nftaBitwise.NFTA_BITWISE_MASK, expression.mask);
      value(nftaBitwise.NFTA_BITWISE_XOR, new Uint8Array(expression.mask.length));
      return;
    case "equals":
      writer.uint32(nftaCmp.NFTA_CMP_SREG, expression.register);
      writer.uint32(nftaCmp.NFTA_CMP_OP, NFT_CMP_EQ);
      value(nftaCmp.NFTA_CMP_DATA, expression.value);
      return;
    case "destination-type":
      writer.uint32(nftaFib.NFTA_FIB_FLAGS, NFTA_FIB_F_DADDR);
      writer.uint32(nftaFib.NFTA_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE);
      writer.uint32(nftaFib.NFTA_FIB_DREG, expression.register);
      return;
    case "in-set":
      writer.uint32(nftaLookup.NFTA_LOOKUP_SREG, expression.register);
      writer.text(nftaLookup.NFTA_LOOKUP_SET, expression.set.name);
      writer.uint32(nftaLookup.NFTA_LOOKUP_SET_ID, expression.set.id);
      return;
    case "update-set":
      writer.uint32(nftaDynset.NFTA_DYNSET_SREG_KEY, expression.register);
      writer.uint32(nftaDynset.NFTA_DYNSET_OP, NFT_DYNSET_OP_UPDATE);
      writer.text(nftaDynset.NFTA_DYNSET_SET_NAME, expression.set.name);
      writer.uint32(nftaDynset.NFTA_DYNSET_SET_ID, expression.set.id);
      return;
    case "goto":
      writer.uint32(nftaImmediate.NFTA_IMMEDIATE_DREG, nftRegister.NFT_REG_VERDICT);
      writer.nest(nftaImmediate.NFTA_IMMEDIATE_DATA, () =>
        writer.nest(nftaData.NFTA_DATA_VERDICT, () => {
          writer.uint32(nftaVerdict.NFTA_VERDICT_CODE, NFT_GOTO);
          writer.text(nftaVerdict.NFTA_VERDICT_CHAIN, expression.chain);
        }),
      );
      return;
  }
}

/** Of a list of expressions; one that Ullage does not write is a WireError. */
export function readExpressions(list: AttributeCursor): readonly NftExpression[] {
  const expressions: NftExpression[] = [];
  while (list.next()) {
    if (list.type !== NFTA_LIST_ELEM) list.skipUnknown();
    else expressions.push(readExpression(list.nested()));
  }
  return expressions;
}

function readExpression(element: AttributeCursor): NftExpression {
  let name: string | undefined;
  let details: AttributeCursor | undefined;
  while (element.next()) {
    if (element.type === nftaExpr.NFTA_EXPR_NAME) name = element.text("NFTA_EXPR_NAME");
    else if (element.type === nftaExpr.NFTA_EXPR_DATA) details = element.nested();
    else element.skipUnknown();
  }
  if (name === kernelNames.notrack) return { kind: "notrack" };
  const kind = kindNames.get(name ?? "");
  if (kind === undefined) throw element.badValue(`no expression that is known here: ${name}`);
  if (details === undefined) throw element.missing("NFTA_EXPR_DATA");
  return readDetails(kind, new Details(details));
}

function readDetails(kind: Exclude<NftExpression["kind"], "notrack">, details: Details): NftExpression {
  switch (kind) {
    case "meta":
      return {
        kind,
        key: details.oneOf(nftMetaKey, nftaMeta.NFTA_META_KEY, "NFTA_META_KEY"),
        register: details.number(nftaMeta.NFTA_META_DREG, "NFTA_META_DREG"),
      };
    case "payload":
      return {
        kind,
        base: details.oneOf(nftPayloadBase, nftaPayload.NFTA_PAYLOAD_BASE, "NFTA_PAYLOAD_BASE"),
        offset: details.number(nftaPayload.NFTA_PAYLOAD_OFFSET, "NFTA_PAYLOAD_OFFSET"),
        length: details.number(nftaPayload.NFTA_PAYLOAD_LEN, "NFTA_PAYLOAD_LEN"),
        register: details.number(nftaPayload.NFTA_PAYLOAD_DREG, "NFTA_PAYLOAD_DREG"),
      };
    case "mask": {
      const register = details.number(nftaBitwise.NFTA_BITWISE_SREG, "NFTA_BITWISE_SREG");
      details.exactly(register, nftaBitwise.NFTA_BITWISE_DREG, "NFTA_BITWISE_DREG");
      details.exactly(NFT_BITWISE_MASK_XOR, nftaBitwise.NFTA_BITWISE_OP, "NFTA_BITWISE_OP");
      const mask = details.value(nftaBitwise.NFTA_BITWISE_MASK, "NFTA_BITWISE_MASK");
      details.exactly(mask.length, nftaBitwise.NFTA_BITWISE_LEN, "NFTA_BITWISE_LEN");
      const flipped = details.value(nftaBitwise.NFTA_BITWISE_XOR, "NFTA_BITWISE_XOR");
      if (flipped.length !== mask.length || flipped.some((byte) => byte !== 0)) throw details.refused("NFTA_BITWISE_XOR");
      return { kind, register, mask };
    }
    case "equals":
      details.exactly(NFT_CMP_EQ, nftaCmp.NFTA_CMP_OP, "NFTA_CMP_OP");
      return {
        kind,
        register: details.number(nftaCmp.NFTA_CMP_SREG, "NFTA_CMP_SREG"),
        value: details.value(nftaCmp.NFTA_CMP_DATA, "NFTA_CMP_DATA"),
      };
    case "destination-type":
      details.exactly(NFTA_FIB_F_DADDR, nftaFib.NFTA_FIB_FLAGS, "NFTA_FIB_FLAGS");
      details.exactly(NFT_FIB_RESULT_ADDRTYPE, nftaFib.NFTA_FIB_RESULT, "NFTA_FIB_RESULT");
      return { kind, register: details.number(nftaFib.NFTA_FIB_DREG, "NFTA_FIB_DREG") };
    case "in-set":
      return {
        kind,
        register: details.number(nftaLookup.NFTA_LOOKUP_SREG, "NFTA_LOOKUP_SREG"),
        set: {
          name: details.text(nftaLookup.NFTA_LOOKUP_SET, "NFTA_LOOKUP_SET"),
          id: details.number(nftaLookup.NFTA_LOOKUP_SET_ID, "NFTA_LOOKUP_SET_ID"),
        },
      };
    case "update-set":
      details.exactly(NFT_DYNSET_OP_UPDATE, nftaDynset.NFTA_DYNSET_OP, "NFTA_DYNSET_OP");
      return {
        kind,
        register: details.number(nftaDynset.NFTA_DYNSET_SREG_KEY, "NFTA_DYNSET_SREG_KEY"),
        set: {
          name: details.text(nftaDynset.NFTA_DYNSET_SET_NAME, "NFTA_DYNSET_SET_NAME"),
          id: details.number(nftaDynset.NFTA_DYNSET_SET_ID, "NFTA_DYNSET_SET_ID"),
        },
      };
    case "goto": {
      details.exactly(nftRegister.NFT_REG_VERDICT, nftaImmediate.NFTA_IMMEDIATE_DREG, "NFTA_IMMEDIATE_DREG");
      const verdict = details
        .inside(nftaImmediate.NFTA_IMMEDIATE_DATA, "NFTA_IMMEDIATE_DATA")
        .inside(nftaData.NFTA_DATA_VERDICT, "NFTA_DATA_VERDICT");
      verdict.exactly(NFT_GOTO, nftaVerdict.NFTA_VERDICT_CODE, "NFTA_VERDICT_CODE");
      return { kind, chain: verdict.text(nftaVerdict.NFTA_VERDICT_CHAIN, "NFTA_VERDICT_CHAIN") };
    }
  }
}

/** The attributes of one expression by their types: each stands there once, in any order. */
class Details {
  private readonly end: AttributeCursor;
  private readonly numbers = new Map<number, number>();
  private readonly texts = new Map<number, string>();
  private readonly nests = new Map<number, AttributeCursor>();
  private readonly copies = new Map<number, Uint8Array>();

  constructor(cursor: AttributeCursor) {
    while (cursor.next()) {
      if (cursor.isNested) this.nests.set(cursor.type, cursor.nested());
      else if (cursor.payloadLength === 4) this.numbers.set(cursor.type, cursor.uint32("a number"));
      if (!cursor.isNested) {
        this.texts.set(cursor.type, cursor.text("a name"));
        this.copies.set(cursor.type, cursor.copy("a value"));
      }
    }
    this.end = cursor;
  }

  number(type: number, name: string): number {
    return this.found(this.numbers, type, name);
  }

  text(type: number, name: string): string {
    return this.found(this.texts, type, name);
  }

  inside(type: number, name: string): Details {
    return new Details(this.found(this.nests, type, name));
  }

  /** Of `struct nft_data`. */
  value(type: number, name: string): Uint8Array {
    const data = this.inside(type, name);
    return data.found(data.copies, nftaData.NFTA_DATA_VALUE, "NFTA_DATA_VALUE");
  }

  exactly(expected: number, type: number, name: string): void {
    if (this.number(type, name) !== expected) throw this.refused(name);
  }

  oneOf<K extends string>(names: Readonly<Record<K, number>>, type: number, name: string): K {
    const number = this.number(type, name);
    for (const key in names) if (names[key] === number) return key;
    throw this.refused(name);
  }

  refused(name: string) {
    return this.end.badValue(`${name} has a value that Ullage does not write`);
  }

  private found<T>(attributes: ReadonlyMap<number, T>, type: number, name: string): T {
    const value = attributes.get(type);
    if (value === undefined) throw this.end.missing(name);
    return value;
  }
}

/** `NFTA_EXPR_NAME`. */
const kernelNames = {
  meta: "meta",
  payload: "payload",
  mask: "bitwise",
  equals: "cmp",
  "destination-type": "fib",
  "in-set": "lookup",
  "update-set": "dynset",
  goto: "immediate",
  notrack: "notrack",
} as const satisfies Record<NftExpression["kind"], string>;

const kindNames: ReadonlyMap<string, Exclude<NftExpression["kind"], "notrack">> = new Map(
  (["meta", "payload", "mask", "equals", "destination-type", "in-set", "update-set", "goto"] as const).map((kind) => [
    kernelNames[kind],
    kind,
  ]),
);
