/** Takes what it wants of a file as its bytes go by. */
export interface MemberReader {
  push(chunk: Uint8Array): void;
  /** Whether anything of the file was used. */
  finish(): Promise<boolean>;
}

const longestWholeText = 4 * 1024 ** 2;

/** For small files: the whole text at once, up to a bound that none of its kind reaches. */
export function createWholeTextReader(
  take: (text: string, isCut: boolean) => boolean | Promise<boolean>,
  maxBytes = longestWholeText,
): MemberReader {
  const parts: Uint8Array[] = [];
  let length = 0;
  let isCut = false;
  return {
    push(chunk) {
      const part = chunk.slice(0, maxBytes - length);
      if (part.length < chunk.length) isCut = true;
      if (part.length > 0) parts.push(part);
      length += part.length;
    },
    async finish() {
      const decoder = new TextDecoder();
      const text = parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
      return take(text.replaceAll("\r\n", "\n"), isCut);
    },
  };
}
