/** Where the bytes of an archive go. */
export interface ArchiveOutput {
  /** Takes all of them before it returns, or keeps what they come from until `room` is asked for. */
  append(pieces: Iterable<Uint8Array>): void;
  /** Writes over what was appended before; missing where what was written is gone. */
  readonly replace?: (bytes: Uint8Array, at: number) => void;
  /** Resolved when more may be appended. */
  room(): Promise<void>;
}
