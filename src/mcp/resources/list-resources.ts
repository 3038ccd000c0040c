import { type McpServer, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { plainName } from "../answers/plain-name.ts";
import type { ToolHost } from "../host/tool-host.ts";
import { signalOf } from "../protocol/call-signal.ts";
import { resourceUris } from "../resource-uris.ts";
import type { NameVeil } from "../veil/name-veil.ts";
import { shownLines } from "../veil/shown-lines.ts";
import { protocolErrorOf } from "./protocol-error.ts";

/** The SDK's own list has no pages. A page goes on behind the last one's last bundle, so that what is collected meanwhile moves nothing. */
export function listResources(server: McpServer, host: ToolHost, veil: NameVeil | undefined): void {
  const { context } = host;
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
      uri: resourceUris.bundle(shownLines(id, veil)),
      name: plainName(shownLines(id, veil), "bundle"),
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
    return Buffer.from(`after:${veil?.cover(id) ?? id}`).toString("base64url");
  }

  function idIn(cursor: string): string {
    const [, id] = /^after:(.+)$/s.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
    if (id === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, "the cursor is none of this list; list without it");
    return veil?.take(id) ?? id;
  }
}

const pageSize = 100;
