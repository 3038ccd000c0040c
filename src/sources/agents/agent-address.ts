/** Where the API of one agent is reached. */
export type AgentAddress = { readonly kind: "url"; readonly url: string } | { readonly kind: "socket"; readonly path: string };

/** `http://HOST:PORT`, `https://HOST:PORT`, `HOST:PORT` or `unix:PATH`; undefined for anything else, since a path or a password in it would be passed over. */
export function parseAgentAddress(text: string): AgentAddress | undefined {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length);
    return path.startsWith("/") ? { kind: "socket", path } : undefined;
  }
  const hasScheme = /^https?:\/\//.test(text);
  const url = URL.parse(hasScheme ? text : `http://${text}`);
  if (url === null || url.hostname === "" || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    return undefined;
  if (url.pathname !== "/") return undefined;
  // `host:80` has no port any more: it is the one that is left out.
  if (!hasScheme && !/:\d+\/?$/.test(text)) return undefined;
  return { kind: "url", url: url.origin };
}

/** Whether what is sent there could be read on the way. */
export function isReadableOnTheWay(address: AgentAddress): boolean {
  if (address.kind === "socket") return false;
  const { protocol, hostname } = new URL(address.url);
  return protocol === "http:" && hostname !== "localhost" && hostname !== "[::1]" && !/^127\.\d+\.\d+\.\d+$/.test(hostname);
}
