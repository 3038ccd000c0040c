import type { IncomingMessage } from "node:http";
import { bearerToken } from "../../platform/http/bearer-token.ts";
import { pageOffence } from "../../platform/http/host-guard.ts";
import { decideInTime, type RequestAuthority } from "../../platform/http/request-authority.ts";
import { ApiError } from "./api-error.ts";

/** Throws ApiError for who may not ask; a promise only where somebody has to be asked first. */
export type RequestGuard = (message: IncomingMessage, pathName: string) => Promise<void> | void;

/** On this machine alone: whoever is on it may ask, and a page in a browser on it is not on it. */
export function localGuard(allowedHosts: readonly string[]): RequestGuard {
  const hosts = new Set(allowedHosts.map((host) => host.toLowerCase()));
  return ({ headers }, pathName) => {
    switch (pageOffence(headers, pathName, hosts)) {
      case "host-refused":
        throw new ApiError("host-refused", "this server does not have the name that the request calls it by");
      case "cross-site":
        throw new ApiError("cross-site", "a page of another site asks");
    }
  };
}

/** A browser does not reach a Unix socket, and its name in Host is whatever a client makes up; who may open the file may ask. */
export const socketGuard: RequestGuard = () => {};

/** From anywhere: who may ask is decided each time. */
export function authorityGuard(authority: RequestAuthority): RequestGuard {
  return async ({ headers }, pathName) => {
    const token = bearerToken(headers);
    if (token === undefined) throw unauthenticated("no token was sent");
    const decision = await decideInTime(authority, token, pathName);
    switch (decision) {
      case "allowed":
        return;
      case "unauthenticated":
        throw unauthenticated("this token is not known");
      case "forbidden":
        throw new ApiError("not-permitted", "whoever has this token may not ask for this path");
      case "unknown":
        throw new ApiError("authority-silent", "nobody could say whether this token may ask", { retryAfterSeconds: 5 });
    }
  };
}

function unauthenticated(what: string): ApiError {
  return new ApiError("token-missing", what, { headers: { "www-authenticate": 'Bearer realm="ullage"' } });
}
