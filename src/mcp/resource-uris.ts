/** Each id is one segment: those of bundles have slashes in them, which are escaped. */
export const resourceUris = {
  bundles: () => "ullage://bundles",
  bundle: (id: string) => `ullage://bundles/${encodeURIComponent(id)}`,
  bundleFindings: (id: string) => `ullage://bundles/${encodeURIComponent(id)}/findings`,
  bundleFile: (id: string, path: string) =>
    `ullage://bundles/${encodeURIComponent(id)}/files/${path.split("/").map(encodeURIComponent).join("/")}`,
  runbook: (id: string) => `ullage://runbooks/${encodeURIComponent(id)}`,
  explain: (id: string) => `ullage://explain/${encodeURIComponent(id)}`,
} as const;

export const resourceTemplates = {
  bundle: "ullage://bundles/{id}",
  bundleFindings: "ullage://bundles/{id}/findings",
  bundleFile: "ullage://bundles/{id}/files/{+path}",
  runbook: "ullage://runbooks/{id}",
  explain: "ullage://explain/{id}",
} as const;

/** The same address with the ids and names in it changed; what kind of address it is stays. */
export function resourceAddress(uri: string, change: (text: string) => string): string {
  const [, kind = "", id, part, rest] = /^(ullage:\/\/[a-z]*)(?:\/([^/]*))?(?:\/(findings|files)(?:\/(.*))?)?$/s.exec(uri) ?? [];
  if (kind === "") return change(uri);
  const changed = (text: string) => encodeURIComponent(change(decoded(text)));
  return [
    kind,
    ...(id === undefined ? [] : [changed(id)]),
    ...(part === undefined ? [] : [part]),
    ...(rest === undefined ? [] : [decoded(rest).split("/").map(change).map(encodeURIComponent).join("/")]),
  ].join("/");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
