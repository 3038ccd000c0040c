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
