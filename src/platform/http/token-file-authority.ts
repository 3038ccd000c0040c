import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { errorText } from "../error-text.ts";
import { fileVersion } from "../file-version.ts";
import type { Logger } from "../logger.ts";
import { HttpStartError } from "./http-start-error.ts";
import type { RequestAuthority, RequestDecision } from "./request-authority.ts";

/** Lets in whoever has one of the tokens of a file, one a line, so that an old and a later one hold while they are exchanged. */
export class TokenFileAuthority implements RequestAuthority {
  private readonly path: string;
  private readonly logger: Logger;
  private version = "";
  private digests: readonly Buffer[] = [];

  /** Throws HttpStartError where the file has no token at the start. */
  constructor(path: string, logger: Logger) {
    this.path = path;
    this.logger = logger;
    try {
      this.reread();
    } catch (error) {
      throw new HttpStartError("token-file-unusable", `${path}: ${errorText(error)}`, {
        cause: error,
      });
    }
  }

  async decide(bearerToken: string | undefined): Promise<RequestDecision> {
    if (bearerToken === undefined) return "unauthenticated";
    try {
      this.reread();
    } catch (error) {
      // A token that was taken away must not go on holding because its file is gone as well.
      this.logger.error("the file of tokens cannot be used, nobody is let in", { path: this.path, because: errorText(error) });
      return "unknown";
    }
    // Digests are of one length, and none is left out, so that the time tells nothing about any token.
    const asked = digestOf(bearerToken);
    let matches = 0;
    for (const digest of this.digests) matches += timingSafeEqual(digest, asked) ? 1 : 0;
    return matches > 0 ? "allowed" : "unauthenticated";
  }

  private reread(): void {
    const version = fileVersion(this.path);
    if (version === this.version) return;
    this.version = "";
    const tokens = readFileSync(this.path, "utf8")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
    if (tokens.length === 0) throw new Error("has no token in it");
    if (tokens.some((token) => token.length < leastCharacters)) throw new Error(`has a token of fewer than ${leastCharacters} characters`);
    this.digests = tokens.map(digestOf);
    this.version = version;
  }
}

/** Nobody guesses 16 characters of 64 bits or more. */
const leastCharacters = 16;

function digestOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
