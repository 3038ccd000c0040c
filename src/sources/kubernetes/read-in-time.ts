import type { IncomingMessage } from "node:http";
import { ApiFailure, failureOfNetwork } from "./api-failure.ts";

/** The parts of an answer; it fails where the next one does not come in time. Whoever stops reading closes the connection, whoever reads to the end keeps it. */
export async function* readInTime(response: IncomingMessage, silenceMs: number): AsyncGenerator<Uint8Array> {
  const late = () => response.destroy(new ApiFailure("timed-out", `it has been silent for ${silenceMs / 1000} s`));
  let timer = setTimeout(late, silenceMs);
  try {
    for await (const chunk of response) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(late, silenceMs);
    }
  } catch (error) {
    throw failureOfNetwork(error);
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
}

/** The whole answer as text; undefined where it is longer. */
export async function readAllInTime(response: IncomingMessage, silenceMs: number, maximumBytes: number): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readInTime(response, silenceMs)) {
    length += chunk.length;
    if (length > maximumBytes) return undefined;
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString("utf8");
}
