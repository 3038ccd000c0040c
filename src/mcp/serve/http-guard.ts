import type { IncomingHttpHeaders } from "node:http";
import { bearerToken } from "../../platform/http/bearer-token.ts";
import { pageOffence } from "../../platform/http/host-guard.ts";
import { decideInTime, type RequestAuthority } from "../../platform/http/request-authority.ts";
import { jsonRpcRefusal } from "./json-rpc-refusal.ts";

export interface HttpGuardOptions {
  readonly isLoopback: boolean;
  readonly allowedHosts: ReadonlySet<string>;
  readonly authority: RequestAuthority | undefined;
}

/** Why a request is not let in; undefined where it is. A page in a browser is on this machine and no user of it. */
export async function refusalOf(
  headers: IncomingHttpHeaders,
  path: string,
  { isLoopback, allowedHosts, authority }: HttpGuardOptions,
): Promise<Response | undefined> {
  // From other machines it is called by whatever name leads to it: a page of that very name is its own.
  const names = isLoopback ? allowedHosts : new Set([...allowedHosts, ...hostOf(headers.host)]);
  switch (pageOffence(headers, path, names)) {
    case "host-refused":
      return jsonRpcRefusal(403, "this server does not have the name that the request calls it by; ask for localhost or 127.0.0.1");
    case "cross-site":
      return jsonRpcRefusal(403, "a page of another site asks");
  }
  if (authority === undefined || path === healthPath) return undefined;
  const token = bearerToken(headers);
  if (token === undefined) return unauthenticated("no token was sent; send the header Authorization: Bearer TOKEN");
  switch (await decideInTime(authority, token, path)) {
    case "allowed":
      return undefined;
    case "unauthenticated":
      return unauthenticated("this token is not known");
    case "forbidden":
      return jsonRpcRefusal(403, "whoever has this token may not ask here");
    case "unknown":
      return jsonRpcRefusal(503, "nobody could say whether this token may ask", { headers: { "retry-after": "5" } });
  }
}

export const healthPath = "/healthz";

function unauthenticated(message: string): Response {
  return jsonRpcRefusal(401, message, { headers: { "www-authenticate": 'Bearer realm="ullage"' } });
}

function hostOf(host: string | undefined): readonly string[] {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host ?? "") ?? [];
  const name = bracketed ?? plain;
  return name === undefined ? [] : [name.toLowerCase().replace(/\.$/, "")];
}
