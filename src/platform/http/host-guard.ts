import type { IncomingHttpHeaders } from "node:http";
import { isLoopbackAddress } from "./listen-address.ts";

/**
 * A page of the web can have its own name point to 127.0.0.1 and then read every answer, since browser and server agree on the name (DNS rebinding). Its name
 * in the header Host gives it away. Without that trick it cannot read answers, but it can cause work; then the browser says whose page it is.
 */
export function pageOffence(headers: IncomingHttpHeaders, path: string, allowedHosts: ReadonlySet<string>): PageOffence | undefined {
  const host = hostName(headers.host);
  const isOwn = (name: string | undefined) =>
    name !== undefined && (name === "localhost" || isLoopbackAddress(name) || allowedHosts.has(name));
  if (!isOwn(host)) return "host-refused";
  const site = headers["sec-fetch-site"];
  const opensThePage = path === "/" && headers["sec-fetch-mode"] === "navigate";
  if (site !== undefined && site !== "same-origin" && site !== "none" && !opensThePage) return "cross-site";
  if (headers.origin !== undefined && !isOwn(hostName(headers.origin.replace(/^https?:\/\//, "")))) return "cross-site";
  return undefined;
}

/** The request calls this server by a name that it does not have, or a page of another site asks. */
export type PageOffence = "host-refused" | "cross-site";

/** Without its port, brackets and the dot at its end; undefined where it is no name. */
function hostName(host: string | undefined): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host ?? "") ?? [];
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, "");
}
