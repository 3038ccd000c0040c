/** What a JSON text of lists is cut into. Nothing is parsed here: each piece is a text of its own for JSON.parse. */
export interface JsonItemScannerOptions {
  /** An object of the list under `items` or `pods` of an outermost object, or of an outermost list. */
  readonly onItem: (text: string) => void;
  /** An outermost object without the objects of its lists: those are empty in it. */
  readonly onDocument: (text: string) => void;
  /** A piece that is longer ends the scan. */
  readonly maxPieceBytes?: number;
}

export type JsonScanEnd = { readonly status: "complete"; readonly documents: number } | { readonly status: "cut" | "broken" | "too-long" };

/**
 * Cuts a list of Kubernetes objects into its objects as the bytes come. 100,000 pods as `kubectl get -o json` prints them are some 900 MB, more than V8
 * puts into one string (2^29 - 24 characters), and ten times what is kept of them.
 */
export class JsonItemScanner {
  private readonly options: JsonItemScannerOptions;
  private readonly maxPieceBytes: number;
  private readonly decoder = new TextDecoder();
  private readonly shell = new PieceBuffer();
  private readonly item = new PieceBuffer();
  /** Open brackets, outermost first: true for an object. */
  private readonly open: boolean[] = [];
  /** The depth of the list whose objects are handed out; 0 outside of one. */
  private listDepth = 0;
  private isInItem = false;
  private isInString = false;
  private isEscaped = false;
  /** Start of the latest string at depth 1, in the shell: the name of the field that a list belongs to. */
  private nameStart = 0;
  private documents = 0;
  private failure: "broken" | "too-long" | undefined;

  constructor(options: JsonItemScannerOptions) {
    this.options = options;
    this.maxPieceBytes = options.maxPieceBytes ?? 64 * 1024 ** 2;
  }

  push(chunk: Uint8Array): void {
    if (this.failure !== undefined) return;
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.isInString) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === backslash) this.isEscaped = true;
        else if (byte === quote) this.isInString = false;
        continue;
      }
      switch (byte) {
        case quote:
          this.isInString = true;
          if (this.open.length === 1 && !this.isInItem) this.nameStart = this.shell.length + at - from;
          break;
        case openBrace:
        case openBracket: {
          const startsItem = byte === openBrace && this.listDepth !== 0 && this.open.length === this.listDepth && !this.isInItem;
          if (startsItem) {
            this.shell.append(chunk.subarray(from, at));
            from = at;
            this.isInItem = true;
          } else if (byte === openBracket && this.listDepth === 0 && this.isListOfObjects(chunk, from, at)) {
            this.listDepth = this.open.length + 1;
          }
          this.open.push(byte === openBrace);
          break;
        }
        case closeBrace:
        case closeBracket: {
          if (this.open.pop() !== (byte === closeBrace)) {
            this.fail("broken");
            return;
          }
          if (this.isInItem && this.open.length === this.listDepth) {
            this.item.append(chunk.subarray(from, at + 1));
            from = at + 1;
            this.isInItem = false;
            this.options.onItem(this.item.take(this.decoder));
          } else if (!this.isInItem && this.open.length < this.listDepth) {
            this.listDepth = 0;
          }
          if (this.open.length === 0) {
            this.shell.append(chunk.subarray(from, at + 1));
            from = at + 1;
            this.endDocument();
          }
          break;
        }
        // Between the objects of a list stand commas that the shell without them must not have.
        case comma:
          if (this.listDepth !== 0 && this.open.length === this.listDepth && !this.isInItem) {
            this.shell.append(chunk.subarray(from, at));
            from = at + 1;
          }
          break;
        default:
          // Outside of every document only white space may stand.
          if (this.open.length === 0 && !isSpace(byte)) {
            this.fail("broken");
            return;
          }
      }
    }
    (this.isInItem ? this.item : this.shell).append(chunk.subarray(from));
    if (this.item.length > this.maxPieceBytes || this.shell.length > this.maxPieceBytes) this.fail("too-long");
  }

  finish(): JsonScanEnd {
    if (this.failure !== undefined) return { status: this.failure };
    return this.open.length > 0 || this.isInString ? { status: "cut" } : { status: "complete", documents: this.documents };
  }

  private endDocument(): void {
    this.documents++;
    this.options.onDocument(this.shell.take(this.decoder));
    this.nameStart = 0;
  }

  private isListOfObjects(chunk: Uint8Array, from: number, at: number): boolean {
    if (this.open.length === 0) return true;
    if (this.open.length !== 1 || this.open[0] !== true) return false;
    const name = this.decoder.decode(this.shell.tail(this.nameStart, chunk.subarray(from, at)));
    return /^"(?:items|pods)"\s*:\s*$/.test(name);
  }

  private fail(why: "broken" | "too-long"): void {
    this.failure = why;
    this.shell.clear();
    this.item.clear();
  }
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** With the byte order mark that Windows puts in front. */
function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0xef || byte === 0xbb || byte === 0xbf;
}

/** Bytes of one piece, copied out of the chunks that they came in. */
class PieceBuffer {
  private bytes = new Uint8Array(4096);
  length = 0;

  append(part: Uint8Array): void {
    const wanted = this.length + part.length;
    if (wanted > this.bytes.length) {
      const larger = new Uint8Array(Math.max(wanted, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    this.bytes.set(part, this.length);
    this.length = wanted;
  }

  /** From a place on, with what follows; at most so much as the name of a field and its colon have. */
  tail(start: number, rest: Uint8Array): Uint8Array {
    const kept = this.bytes.subarray(Math.min(start, this.length), this.length);
    const after = rest.subarray(Math.max(0, start - this.length));
    const tail = new Uint8Array(kept.length + after.length);
    tail.set(kept);
    tail.set(after, kept.length);
    return tail.subarray(0, 256);
  }

  take(decoder: TextDecoder): string {
    const text = decoder.decode(this.bytes.subarray(0, this.length));
    this.length = 0;
    return text;
  }

  clear(): void {
    this.length = 0;
  }
}
