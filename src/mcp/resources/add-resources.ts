import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
  type ServerContext,
  type Variables,
} from "@modelcontextprotocol/server";
import { ToolFailure, toolFailureCodes } from "../../platform/tool-failure.ts";
import { findRunbook } from "../../runbooks/find-runbook.ts";
import { failureValue } from "../answers/answer-text.ts";
import { harmlessLines } from "../answers/harmless-lines.ts";
import { plainName } from "../answers/plain-name.ts";
import type { NameVeil } from "../name-veil.ts";
import { signalOf } from "../protocol/call-signal.ts";
import type { ToolHost } from "../tool-host.ts";
import { type ResourceBlob, ResourceReader, type ResourceText } from "./read-resource.ts";
import { resourceTemplates, resourceUris } from "./resource-uris.ts";

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
  listInPages(server, host, veil);
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

/** The message is ours alone; what a node may have written is beside it. */
function protocolErrorOf(failure: ToolFailure): ProtocolError {
  const code = failure.code === "bad-argument" ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(code, `${failure.code}: ${toolFailureCodes[failure.code].means}`, failureValue(failure));
}

const pageSize = 100;

/** The SDK's own list has no pages. A page goes on behind the last one's last bundle, so that what is collected meanwhile moves nothing. */
function listInPages(server: McpServer, host: ToolHost, veil: NameVeil | undefined): void {
  const { context } = host;
  const cover = (text: string) => veil?.cover(harmlessLines(text)) ?? harmlessLines(text);
  const fixed = [
    { uri: resourceUris.bundles(), name: "bundles", title: "Bundles", mimeType: "text/plain" },
    ...context.runbooks.map(({ name, about }) => ({
      uri: resourceUris.runbook(name),
      name,
      title: about.title,
      description: about.description,
      mimeType: "text/markdown",
    })),
  ];
  server.server.setRequestHandler("resources/list", async ({ params }, requestContext) => {
    const { bundles } = await host
      .perform("resources/list", signalOf(requestContext), (signal) => context.shelf.list(signal))
      .catch((error: unknown) => {
        throw error instanceof ToolFailure ? protocolErrorOf(error) : error;
      });
    const after = params?.cursor === undefined ? undefined : idIn(params.cursor);
    const begin = after === undefined ? 0 : bundles.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && begin === 0)
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        "the cursor is none of this list, or what it stood at is gone; list without it",
      );
    const page = bundles.slice(begin, begin + pageSize);
    const last = page.at(-1);
    const listed = page.map(({ id, bytes }) => ({
      uri: resourceUris.bundle(cover(id)),
      name: plainName(cover(id), "bundle"),
      description: "A saved node.",
      mimeType: "text/plain",
      size: bytes,
    }));
    return {
      resources: [...(after === undefined ? fixed : []), ...listed],
      ...(last !== undefined && begin + pageSize < bundles.length ? { nextCursor: cursorAt(last.id) } : {}),
    };
  });

  function cursorAt(id: string): string {
    return Buffer.from(`after:${veil === undefined ? id : cover(id)}`).toString("base64url");
  }

  function idIn(cursor: string): string {
    const [, id] = /^after:(.+)$/s.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
    if (id === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, "the cursor is none of this list; list without it");
    return veil?.take(id) ?? id;
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
