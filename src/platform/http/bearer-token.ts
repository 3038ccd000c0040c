import type { IncomingHttpHeaders } from "node:http";

/** The token of `Authorization: Bearer …`; undefined where there is none, or no such header can have it. */
export function bearerToken({ authorization }: Pick<IncomingHttpHeaders, "authorization">): string | undefined {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? "")?.[1];
}
