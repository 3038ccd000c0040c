import type { IncomingHttpHeaders } from "node:http";
import { ApiError } from "./api-error.ts";
import { isLoopbackAddress } from "./listen-address.ts";

/**
 * A page of the web can have its own name point to 127.0.0.1 and then read every answer, since browser and server agree on the name (DNS rebinding). Its name
 * in the header Host gives it away. Without that trick it cannot read answers, but it can cause work; then the browser says whose page it is.
 */
export function guardAgainstPages(headers: IncomingHttpHeaders, path: string, allowedHosts: ReadonlySet<string>): void {
  const host = hostName(headers.host);
  const isOwn = (name: string | undefined) =>
    name !== undefined && (name === "localhost" || isLoopbackAddress(name) || allowedHosts.has(name));
  if (!isOwn(host)) throw new ApiError("host-refused", "this server does not have the name that the request calls it by");
  const site = headers["sec-fetch-site"];
  const opensThePage = path === "/" && headers["sec-fetch-mode"] === "navigate";
  if (site !== undefined && site !== "same-origin" && site !== "none" && !opensThePage) {
    throw new ApiError("cross-site", "a page of another site asks");
  }
  if (headers.origin !== undefined && !isOwn(hostName(headers.origin.replace(/^https?:\/\//, "")))) {
    throw new ApiError("cross-site", "a page of another site asks");
  }
}

/** Without its port, brackets and the dot at its end; undefined where it is no name. */
function hostName(host: string | undefined): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host ?? "") ?? [];
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, "");
}
