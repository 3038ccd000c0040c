/** Where the API of one agent is reached. */
export type AgentAddress = { readonly kind: "url"; readonly url: string } | { readonly kind: "socket"; readonly path: string };

/** `http://HOST:PORT`, `https://HOST:PORT`, `HOST:PORT` or `unix:PATH`; undefined for anything else, since a path or a password in it would be passed over. */
export function parseAgentAddress(text: string): AgentAddress | undefined {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length);
    return path.startsWith("/") ? { kind: "socket", path } : undefined;
  }
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `http://${text}`);
  if (url === null || url.hostname === "" || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    return undefined;
  if (url.pathname !== "/") return undefined;
  if (url.port === "" && !/^https?:/.test(text)) return undefined;
  return { kind: "url", url: url.origin };
}
