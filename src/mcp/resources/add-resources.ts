import { type McpServer, ResourceNotFoundError, ResourceTemplate, type ServerContext, type Variables } from "@modelcontextprotocol/server";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { findRunbook } from "../../runbooks/find-runbook.ts";
import type { ToolHost } from "../host/tool-host.ts";
import { signalOf } from "../protocol/call-signal.ts";
import { resourceTemplates, resourceUris } from "../resource-uris.ts";
import type { NameVeil } from "../veil/name-veil.ts";
import { listResources } from "./list-resources.ts";
import { protocolErrorOf } from "./protocol-error.ts";
import { type ResourceBlob, ResourceReader, type ResourceText } from "./read-resource.ts";

/** Bundles with their files and findings, runbooks, and what ids mean: to be read as tools answer, under the same bounds. */
export function addResources(server: McpServer, host: ToolHost, veil: NameVeil | undefined): void {
  const reader = new ResourceReader(host.context, veil);
  const { runbooks } = host.context;
  const reads = (read: (id: string, path: string, signal: AbortSignal) => Promise<ResourceText | ResourceBlob>) => {
    return async (uri: URL, variables: Variables, context: ServerContext) => {
      const [id, path] = [segmentIn(variables["id"]), segmentIn(variables["path"])];
      if (id === undefined) throw new ResourceNotFoundError(uri.href);
      return contents(uri, () => host.perform("resources/read", signalOf(context), (signal) => read(id, path ?? "", signal)));
    };
  };
  const template = (name: keyof typeof resourceTemplates) => new ResourceTemplate(resourceTemplates[name], { list: undefined });
  const untrusted = { mimeType: "text/plain", annotations: { audience: ["user" as const, "assistant" as const] } };

  server.registerResource(
    "bundles",
    resourceUris.bundles(),
    { ...untrusted, title: "Bundles", description: "All saved nodes, the newest first." },
    (uri, context) => contents(uri, () => host.perform("resources/read", signalOf(context), (signal) => reader.bundles(signal))),
  );
  server.registerResource(
    "bundle-findings",
    template("bundleFindings"),
    { ...untrusted, title: "Findings of a bundle", description: "What is wrong in it, with evidence." },
    reads((id, _, signal) => reader.findings(id, signal)),
  );
  server.registerResource(
    "bundle-file",
    template("bundleFile"),
    { ...untrusted, title: "File of a bundle", description: "Its text, or the beginning of a long one; what is no text as it is." },
    reads((id, path, signal) => reader.file(id, path, signal)),
  );
  server.registerResource(
    "bundle",
    template("bundle"),
    { ...untrusted, title: "Bundle", description: "A saved node: what it is of, its verdict and its files." },
    reads((id, _, signal) => reader.bundle(id, signal)),
  );
  server.registerResource(
    "runbook",
    template("runbook"),
    { title: "Runbook", description: "A procedure to follow, by its id or name.", mimeType: "text/markdown" },
    (uri, variables) => {
      const runbook = findRunbook(runbooks, segmentIn(variables["id"]) ?? "");
      if (runbook === undefined) throw new ResourceNotFoundError(uri.href);
      return { contents: [{ uri: uri.href, mimeType: "text/markdown", text: runbook.text }] };
    },
  );
  if (host.tools.some(({ contract }) => contract.name === "explain")) {
    server.registerResource(
      "explain",
      template("explain"),
      {
        title: "What an id means",
        description: "An id of the catalogues: a check, verdict, remedy, pattern, error.",
        mimeType: "text/plain",
      },
      async (uri, variables, context) => {
        const outcome = await host.call("explain", { id: segmentIn(variables["id"]) }, { signal: signalOf(context) });
        if (!outcome.ok) throw outcome.failure.code === "unknown" ? new ResourceNotFoundError(uri.href) : protocolErrorOf(outcome.failure);
        return { contents: [{ uri: uri.href, mimeType: "text/plain", text: outcome.text }] };
      },
    );
  }
  listResources(server, host, veil);
}

async function contents(uri: URL, read: () => Promise<ResourceText | ResourceBlob>) {
  try {
    return { contents: [{ uri: uri.href, ...(await read()) }] };
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    if (error.code === "unknown-node" || error.code === "file-unknown") throw new ResourceNotFoundError(uri.href);
    throw protocolErrorOf(error);
  }
}

function segmentIn(value: string | readonly string[] | undefined): string | undefined {
  const text = typeof value === "string" ? value : value?.join(",");
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
