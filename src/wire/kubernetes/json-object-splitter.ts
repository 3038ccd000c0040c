import { asObject } from "./json-fields.ts";

/** What makes an answer useless: it is no JSON object at all, one of its objects is no JSON, or one is larger than the API lets any be. */
export type SplitProblem = "not-json" | "malformed" | "too-large";

export interface JsonObjectSplitterOptions {
  /** `items`: the objects of a list's `items`. `stream`: objects one after another, as a watch sends them. */
  readonly within: "items" | "stream";
  readonly onObject: (value: unknown) => void;
  readonly maximumObjectBytes?: number;
}

/**
 * Cuts an answer into its objects while it arrives and parses one at a time, so that a list of 100,000 pods (some 800 MB of JSON) never stands in memory, also
 * where something between us and the API server ignores the limit on a chunk.
 */
export class JsonObjectSplitter {
  private readonly within: "items" | "stream";
  private readonly onObject: (value: unknown) => void;
  private readonly maximumObjectBytes: number;
  private readonly decoder = new TextDecoder();
  private problem: SplitProblem | undefined;
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  /** Whether the list at depth 1 that is being read is `items`. */
  private isInItems = false;
  private isInObject = false;
  private hasEnded = false;
  /** The last string at depth 1, which is the key where a list begins. */
  private key = "";
  private keyParts = "";
  /** Bytes of the object that is being read, from chunks before this one. */
  private parts: Uint8Array[] = [];
  private partsLength = 0;
  /** What stands around the items: kind, metadata, or the whole of an error. */
  private rest = "";

  constructor({ within, onObject, maximumObjectBytes = defaultMaximumObjectBytes }: JsonObjectSplitterOptions) {
    this.within = within;
    this.onObject = onObject;
    this.maximumObjectBytes = maximumObjectBytes;
  }

  /** Once there is a problem, it stays and nothing more is read. */
  push(chunk: Uint8Array): SplitProblem | undefined {
    const objectDepth = this.within === "items" ? 2 : 0;
    // Where the part begins that has not been put away yet.
    let from = 0;
    for (let at = 0; at < chunk.length && this.problem === undefined; at++) {
      const byte = chunk[at] ?? 0;
      if (this.isInString) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === backslash) this.isEscaped = true;
        else if (byte === quote) {
          this.isInString = false;
          if (this.depth === 1) this.key = this.keyParts;
        }
        if (this.isInString && this.depth === 1 && this.keyParts.length < 8) this.keyParts += String.fromCharCode(byte);
        continue;
      }
      switch (byte) {
        case quote:
          this.isInString = true;
          this.keyParts = "";
          if (this.depth === 0) this.problem = "not-json";
          break;
        case openBrace:
          if (this.isObjectDepth(objectDepth)) {
            this.keep(chunk.subarray(from, at));
            from = at;
            this.isInObject = true;
          }
          this.depth++;
          break;
        case closeBrace:
          this.depth--;
          if (this.isInObject && this.depth === objectDepth) {
            this.takeObject(chunk.subarray(from, at + 1));
            from = at + 1;
          }
          if (this.depth === 0) this.hasEnded = true;
          if (this.depth < 0) this.problem = "not-json";
          break;
        case openBracket:
          if (this.depth === 0) this.problem = "not-json";
          this.depth++;
          if (this.within === "items" && this.depth === 2 && this.key === "items") {
            this.keep(chunk.subarray(from, at + 1));
            from = at + 1;
            this.isInItems = true;
          }
          break;
        case closeBracket:
          this.depth--;
          if (this.isInItems && this.depth === 1) {
            // What stands between the items, commas and whatever is no object, is dropped.
            this.isInItems = false;
            from = at;
          }
          break;
        default:
          if (this.depth === 0 && !isWhitespace(byte)) this.problem = "not-json";
      }
    }
    if (this.problem === undefined) this.keep(chunk.subarray(from));
    return this.problem;
  }

  /** What stood around the objects, parsed; undefined where the answer broke off or is no JSON. */
  end(): unknown {
    if (this.problem !== undefined || this.depth !== 0 || !this.hasEnded) return undefined;
    if (this.within === "stream") return {};
    const rest = parseJson(this.rest + this.decoder.decode());
    return asObject(rest);
  }

  private isObjectDepth(objectDepth: number): boolean {
    return this.depth === objectDepth && (this.within === "stream" || this.isInItems);
  }

  private keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.isInObject) {
      this.partsLength += bytes.length;
      if (this.partsLength > this.maximumObjectBytes) this.problem = "too-large";
      // The chunk's memory is its giver's.
      else this.parts.push(bytes.slice());
    } else if (this.within === "items" && !this.isInItems) {
      this.rest += this.decoder.decode(bytes, { stream: true });
      if (this.rest.length > maximumRestLength) this.problem = "too-large";
    }
  }

  private takeObject(last: Uint8Array): void {
    this.isInObject = false;
    const length = this.partsLength + last.length;
    if (length > this.maximumObjectBytes) {
      this.problem = "too-large";
      return;
    }
    const value = parseJson(objectDecoder.decode(this.parts.length === 0 ? last : concatenate([...this.parts, last], length)));
    this.parts = [];
    this.partsLength = 0;
    if (value === undefined) this.problem = "malformed";
    else this.onObject(value);
  }
}

/** etcd takes requests of up to 1.5 MiB by default, and objects grow somewhat when they are written as JSON. */
const defaultMaximumObjectBytes = 8 * 1024 * 1024;
const maximumRestLength = 1024 * 1024;
const objectDecoder = new TextDecoder();
const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

function isWhitespace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
