import { rmSync } from "node:fs";
import { type FileHandle, rename } from "node:fs/promises";

export interface TextWriterOptions {
  readonly file: FileHandle;
  readonly draft: string;
  readonly target: string;
  readonly maximumBytes: number;
  readonly onCommitted: () => void;
}

/** Writes texts one behind the other. What fails, fails the writer alone: whoever delivers the bytes goes on, and asks for the failure at the end. */
export class TextWriter {
  readonly #options: TextWriterOptions;
  #current = Buffer.allocUnsafe(bufferBytes);
  #other = Buffer.allocUnsafe(bufferBytes);
  #filled = 0;
  #taken = 0;
  #writing: Promise<void> | undefined;
  #failure: unknown;
  #isOpen = true;

  constructor(options: TextWriterOptions) {
    this.#options = options;
  }

  /** How many bytes have been taken: where the next text begins. */
  get bytes(): number {
    return this.#taken;
  }

  get failure(): unknown {
    return this.#failure;
  }

  /** The bytes are copied. To be waited for where it gives a promise, so that memory stays bounded. */
  push(chunk: Uint8Array): Promise<void> | undefined {
    this.#taken += chunk.length;
    if (this.#failure !== undefined) return undefined;
    if (this.#taken > this.#options.maximumBytes) {
      this.#failure = new Error(`the texts are more than the ${this.#options.maximumBytes} bytes that are kept`);
      return undefined;
    }
    if (chunk.length < bufferBytes - this.#filled) {
      this.#current.set(chunk, this.#filled);
      this.#filled += chunk.length;
      return undefined;
    }
    return this.#fill(chunk);
  }

  /** What was taken so far can be read from the draft then. */
  async flush(): Promise<string> {
    await this.#swap();
    await this.#writing;
    return this.#options.draft;
  }

  /** Gives where the texts lie; throws what writing them failed with. */
  async commit(): Promise<string> {
    const { draft, target, onCommitted } = this.#options;
    try {
      await this.flush();
      if (this.#failure !== undefined) throw this.#failure;
      await this.#close();
      await rename(draft, target);
    } catch (error) {
      await this.discard();
      throw error;
    }
    onCommitted();
    return target;
  }

  async discard(): Promise<void> {
    await this.#writing;
    await this.#close();
    rmSync(this.#options.draft, { force: true });
  }

  async #fill(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + bufferBytes - this.#filled);
      this.#current.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === bufferBytes) await this.#swap();
    }
  }

  /** While one buffer is written, the other is filled. */
  async #swap(): Promise<void> {
    await this.#writing;
    const full = this.#current.subarray(0, this.#filled);
    [this.#current, this.#other] = [this.#other, this.#current];
    this.#filled = 0;
    this.#writing = this.#write(full);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      for (let at = 0; at < bytes.length; ) at += (await this.#options.file.write(bytes, at)).bytesWritten;
    } catch (error) {
      this.#failure = error;
    }
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#options.file.close();
  }
}

const bufferBytes = 1 << 20;
