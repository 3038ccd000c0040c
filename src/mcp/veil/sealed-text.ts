import type { KeyedHash } from "../../analysis/redaction/address-redactor.ts";

/**
 * Text that goes out and comes back and is nobody's to read in between: the token of a page has hashes of a node's and a bundle's name in it. The first bytes are a keyed
 * hash of the text, which begin the key stream and show afterwards that it is ours (the idea of SIV, RFC 5297). The same text gives the same.
 */
export class SealedText {
  private readonly keyedHash: KeyedHash;

  constructor(keyedHash: KeyedHash) {
    this.keyedHash = keyedHash;
  }

  seal(text: string): string {
    const plain = Buffer.from(text);
    const tag = this.tagOf(plain);
    return Buffer.concat([tag, this.streamed(plain, tag)]).toString("base64url");
  }

  /** Undefined for what this key has not sealed. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, "base64url");
    const tag = bytes.subarray(0, tagBytes);
    const plain = this.streamed(bytes.subarray(tagBytes), tag);
    return bytes.length > tagBytes && this.tagOf(plain).equals(tag) ? plain.toString() : undefined;
  }

  private tagOf(plain: Buffer): Buffer {
    return Buffer.from(this.keyedHash(`seal/${plain.toString("hex")}`)).subarray(0, tagBytes);
  }

  private streamed(bytes: Buffer, tag: Buffer): Buffer {
    const begin = tag.toString("hex");
    const streamed = Buffer.from(bytes);
    let block: Uint8Array = new Uint8Array();
    for (let at = 0; at < bytes.length; at++) {
      if (at % blockBytes === 0) block = this.keyedHash(`stream/${begin}/${at}`);
      streamed[at] = (bytes[at] ?? 0) ^ (block[at % blockBytes] ?? 0);
    }
    return streamed;
  }
}

const tagBytes = 16;
/** Of SHA-256. */
const blockBytes = 32;
