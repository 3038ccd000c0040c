/** Cuts bytes into lines as they arrive, whatever the pieces; for texts of which only few lines are wanted. */
export interface TextLineReader {
  push(chunk: Uint8Array): void;
  /** Takes a last line without its newline. */
  finish(): { readonly cutLines: number };
}

export interface TextLineOptions {
  readonly onLine: (line: string) => void;
  /** A line that is longer is handed out up to here. */
  readonly maxLineBytes?: number;
}

export function createTextLineReader({ onLine, maxLineBytes = 8192 }: TextLineOptions): TextLineReader {
  const decoder = new TextDecoder();
  const pending = new Uint8Array(maxLineBytes);
  let length = 0;
  let isCut = false;
  let cutLines = 0;

  function keep(bytes: Uint8Array): void {
    const fits = bytes.subarray(0, maxLineBytes - length);
    pending.set(fits, length);
    length += fits.length;
    if (fits.length < bytes.length) isCut = true;
  }

  function takePending(): void {
    const text = decoder.decode(pending.subarray(0, length));
    if (isCut) cutLines++;
    length = 0;
    isCut = false;
    onLine(text.endsWith("\r") ? text.slice(0, -1) : text);
  }

  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        keep(chunk.subarray(start, end));
        takePending();
        start = end + 1;
      }
      if (start < chunk.length) keep(chunk.subarray(start));
    },
    finish() {
      if (length > 0) takePending();
      return { cutLines };
    },
  };
}

const newline = 0x0a;
