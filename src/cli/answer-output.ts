import { fstatSync, writeSync } from "node:fs";

/** The disk is full, or whatever else keeps standard output from taking the answer: never an exit status that a check could have given. */
export class AnswerNotWritten extends Error {
  constructor(cause: Error) {
    super(`the answer could not be written to standard output, and what is there is cut short: ${cause.message}`, { cause });
    this.name = "AnswerNotWritten";
  }
}

export interface AnswerReader {
  /** Whether the program ends when whoever reads the answer has gone. */
  endsUnread(): boolean;
  onFailure(error: AnswerNotWritten): void;
}

/** Returns what writes the answer. A pipe or terminal fails later than the write, so its failure goes to `onFailure`; a file's is thrown by a program that ends with it. */
export function openAnswer({ endsUnread, onFailure }: AnswerReader): (text: string) => void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // `ullage … | head -1` closes the pipe under us: that is no error of anybody.
    if (error.code !== "EPIPE") onFailure(new AnswerNotWritten(error));
    else if (endsUnread()) process.exit();
  });
  const output = fstatSync(1);
  if (output.isFIFO() || output.isSocket() || process.stdout.isTTY) return (text) => void process.stdout.write(text);
  return (text) => {
    try {
      writeWhole(1, text);
    } catch (error) {
      if (endsUnread() || !(error instanceof AnswerNotWritten)) throw error;
      onFailure(error);
    }
  };
}

/** Node's own stream for files writes once and forgets what a disk that is nearly full did not take. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
  } catch (error) {
    throw error instanceof Error && "syscall" in error ? new AnswerNotWritten(error) : error;
  }
}
