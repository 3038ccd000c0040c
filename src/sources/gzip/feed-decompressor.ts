import type { Transform } from "node:stream";

export function isDamagedStream(error: unknown): error is Error {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");
}

/** Writes what the source gives into a decompressor, waiting for it; ends when either of them does, and never rejects. */
export async function feedDecompressor(into: Transform, source: AsyncIterable<Uint8Array>): Promise<void> {
  const closed = new Promise<void>((resolve) => into.once("close", resolve));
  try {
    for await (const chunk of source) {
      // The source reuses its buffer, and the decompressor keeps what it is given.
      const written = new Promise<void>((resolve) => into.write(chunk.slice(), () => resolve()));
      await Promise.race([written, closed]);
      if (into.destroyed) return;
    }
    into.end();
  } catch (error) {
    into.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
