import type { IncomingMessage } from "node:http";
import { ApiError } from "./api-error.ts";

/** Alertmanager's groups are some kilobytes; Kubernetes bounds its own objects at 1.5 MB. */
const maximumBodyBytes = 1024 * 1024;
const bodySeconds = 10;

/** Throws ApiError for what is no JSON, is too large or comes too slowly; then the connection ends with the answer, since the rest of the body is not read. */
export async function readJsonBody(message: IncomingMessage, signal: AbortSignal): Promise<unknown> {
  const type = message.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  const encoding = message.headers["content-encoding"];
  if (type !== "application/json" || (encoding !== undefined && encoding !== "identity")) {
    throw new ApiError("body-type", "the body must be application/json, not compressed", endsConnection);
  }
  if (Number(message.headers["content-length"] ?? 0) > maximumBodyBytes) throw tooLarge();
  const text = new TextDecoder("utf-8", { fatal: true });
  const bytes = await readBytes(message, signal);
  try {
    return JSON.parse(text.decode(bytes));
  } catch {
    throw new ApiError("body-malformed", "the body is no JSON");
  }
}

function readBytes(message: IncomingMessage, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(
      () => end(() => reject(new ApiError("body-slow", `the body did not arrive within ${bodySeconds} s`, endsConnection))),
      bodySeconds * 1000,
    );
    const gone = () => end(() => reject(signal.reason));
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maximumBodyBytes) end(() => reject(tooLarge()));
    };
    const whole = () => end(() => resolve(Buffer.concat(chunks)));
    const end = (settle: () => void) => {
      clearTimeout(timer);
      message.off("data", take).off("end", whole);
      message.pause();
      signal.removeEventListener("abort", gone);
      settle();
    };
    signal.addEventListener("abort", gone, { once: true });
    message.on("data", take).once("end", whole);
  });
}

const endsConnection = { headers: { connection: "close" } } as const;

function tooLarge(): ApiError {
  return new ApiError("body-too-large", `the body is larger than ${maximumBodyBytes} bytes`, endsConnection);
}
