import type { AttributeCursor } from "../netlink/attribute-cursor.ts";
import type { AttributeWriter } from "../netlink/attribute-writer.ts";
import { NFTA_SET_DESC_SIZE, nftaSet } from "./constants.ts";

/** A set that rules put elements into, each of which goes after a time. */
export interface NftSet {
  readonly name: string;
  /** By which rules of the same batch find it. */
  readonly id: number;
  readonly flags: number;
  /** The nft tool's own number for what the key is made of, so that it can show it. */
  readonly keyType: number;
  readonly keyLength: number;
  readonly size: number;
  readonly timeoutMs: number;
  /** What the nft tool remembers there for itself; the kernel does not look into it. */
  readonly userData?: Uint8Array;
}

/** All attributes but that of the table. */
export function writeSet(writer: AttributeWriter, set: NftSet): void {
  writer.text(nftaSet.NFTA_SET_NAME, set.name);
  writer.uint32(nftaSet.NFTA_SET_FLAGS, set.flags);
  writer.uint32(nftaSet.NFTA_SET_KEY_TYPE, set.keyType);
  writer.uint32(nftaSet.NFTA_SET_KEY_LEN, set.keyLength);
  writer.uint32(nftaSet.NFTA_SET_ID, set.id);
  writer.nest(nftaSet.NFTA_SET_DESC, () => writer.uint32(NFTA_SET_DESC_SIZE, set.size));
  writer.uint64(nftaSet.NFTA_SET_TIMEOUT, set.timeoutMs);
  if (set.userData !== undefined) writer.copy(nftaSet.NFTA_SET_USERDATA, set.userData);
}

/** All attributes of the message. */
export function readSet(cursor: AttributeCursor): { readonly table: string; readonly set: NftSet } {
  const set: Partial<{ -readonly [K in keyof NftSet]: NftSet[K] }> = {};
  let table: string | undefined;
  while (cursor.next()) {
    switch (cursor.type) {
      case nftaSet.NFTA_SET_TABLE:
        table = cursor.text("NFTA_SET_TABLE");
        break;
      case nftaSet.NFTA_SET_NAME:
        set.name = cursor.text("NFTA_SET_NAME");
        break;
      case nftaSet.NFTA_SET_FLAGS:
        set.flags = cursor.uint32("NFTA_SET_FLAGS");
        break;
      case nftaSet.NFTA_SET_KEY_TYPE:
        set.keyType = cursor.uint32("NFTA_SET_KEY_TYPE");
        break;
      case nftaSet.NFTA_SET_KEY_LEN:
        set.keyLength = cursor.uint32("NFTA_SET_KEY_LEN");
        break;
      case nftaSet.NFTA_SET_ID:
        set.id = cursor.uint32("NFTA_SET_ID");
        break;
      case nftaSet.NFTA_SET_DESC: {
        const description = cursor.nested();
        while (description.next()) {
          if (description.type === NFTA_SET_DESC_SIZE) set.size = description.uint32("NFTA_SET_DESC_SIZE");
          else description.skipUnknown();
        }
        break;
      }
      case nftaSet.NFTA_SET_TIMEOUT:
        set.timeoutMs = cursor.uint64("NFTA_SET_TIMEOUT");
        break;
      case nftaSet.NFTA_SET_USERDATA:
        set.userData = cursor.copy("NFTA_SET_USERDATA");
        break;
      default:
        cursor.skipUnknown();
    }
  }
  const { name, id, flags, keyType, keyLength, size, timeoutMs, userData } = set;
  if (table === undefined || name === undefined) throw cursor.missing("a name");
  if (id === undefined || flags === undefined || keyType === undefined || keyLength === undefined) throw cursor.missing("part of a set");
  if (size === undefined || timeoutMs === undefined) throw cursor.missing("a bound of a set");
  const rest = { flags, keyType, keyLength, size, timeoutMs, ...(userData === undefined ? {} : { userData }) };
  return { table, set: { name, id, ...rest } };
}
