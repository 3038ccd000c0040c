export type WireErrorCode = "truncated" | "bad-length" | "bad-value" | "missing-attribute" | "unexpected-type" | "too-large";

/** The only thing a codec throws: the input is not what it should be, at `offset` bytes from where the codec began. */
export class WireError extends Error {
  readonly code: WireErrorCode;
  readonly offset: number;

  constructor(code: WireErrorCode, offset: number, what: string) {
    super(`${what} (${code} at byte ${offset})`);
    this.name = "WireError";
    this.code = code;
    this.offset = offset;
  }
}
