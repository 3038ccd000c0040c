import { readFileSync } from "node:fs";
import { errorText } from "../error-text.ts";
import { fileVersion } from "../file-version.ts";
import type { Logger } from "../logger.ts";
import { nodeTls } from "../node-http.ts";
import { HttpStartError } from "./http-start-error.ts";

export interface TlsPaths {
  readonly certPath: string;
  readonly keyPath: string;
}

export interface TlsPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Throws HttpStartError where the two cannot be used. */
export function readTlsPair({ certPath, keyPath }: TlsPaths): TlsPair {
  try {
    for (const path of [certPath, keyPath]) fileVersion(path);
    const pair = { cert: readFileSync(certPath), key: readFileSync(keyPath) };
    nodeTls().createSecureContext(pair);
    return pair;
  } catch (error) {
    const because = errorText(error);
    throw new HttpStartError("tls-unusable", `${certPath}, ${keyPath}: ${because}`, { cause: error });
  }
}

/**
 * Takes a rotated certificate into use. Asked for by time, since watching a directory misses the exchange of the link through which a Secret is mounted. What
 * does not fit together, such as one file of two in the middle of a rotation, is left until it does; connections go on with the one they began with.
 */
export function followTlsFiles(paths: TlsPaths, take: (pair: TlsPair) => void, logger: Logger, everyMs = rereadMs): () => void {
  const versionOf = () => [paths.certPath, paths.keyPath].map(fileVersion).join(" ");
  let taken = versionOf();
  const look = () => {
    try {
      const version = versionOf();
      if (version === taken) return;
      take(readTlsPair(paths));
      taken = version;
      logger.info("the certificate was exchanged", { path: paths.certPath });
    } catch (error) {
      logger.warn("a changed certificate cannot be used, the one before stays", { because: errorText(error) });
    }
  };
  const timer = setInterval(look, everyMs).unref();
  return () => clearInterval(timer);
}

const rereadMs = 10_000;
