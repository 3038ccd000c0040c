import { type McpServer, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { harmlessText } from "../../report/harmless-text.ts";
import type { ToolHost } from "../host/tool-host.ts";
import { signalOf } from "../protocol/call-signal.ts";
import { resourceTemplates } from "../resource-uris.ts";
import type { NameVeil } from "../veil/name-veil.ts";

/** Ids of bundles, runbooks and catalogues, and names of nodes, for whoever types one. */
export function addCompletions(server: McpServer, host: ToolHost, veil: NameVeil | undefined): void {
  const { context } = host;
  const completers: Readonly<Record<string, (signal: AbortSignal, given: Readonly<Record<string, string>>) => Promise<readonly string[]>>> =
    {
      [`${resourceTemplates.bundle} id`]: bundleIds,
      [`${resourceTemplates.bundleFindings} id`]: bundleIds,
      [`${resourceTemplates.bundleFile} id`]: bundleIds,
      [`${resourceTemplates.bundleFile} path`]: paths,
      [`${resourceTemplates.runbook} id`]: async () => context.runbooks.map(({ name }) => name),
      [`${resourceTemplates.explain} id`]: explainedIds,
    };
  server.server.setRequestHandler("completion/complete", async ({ params }, requestContext) => {
    const { ref, argument } = params;
    const completer = ref.type === "ref/prompt" ? promptCompleter(ref.name, argument.name) : completers[`${ref.uri} ${argument.name}`];
    if (completer === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, "there is no such prompt, template or argument");
    const known = await host.perform("completion/complete", signalOf(requestContext), (signal) =>
      completer(signal, params.context?.arguments ?? {}),
    );
    const shown = known.map((name) => harmlessText(veil?.cover(name) ?? name));
    return completionOf(shown, argument.value);
  });

  function promptCompleter(prompt: string, argument: string) {
    return argument === "instanceId" && context.runbooks.some(({ name }) => name === prompt) ? nodeNames : undefined;
  }

  async function explainedIds(signal: AbortSignal): Promise<readonly string[]> {
    const outcome = await host.call("explain", { max_bytes: 1_000_000 }, { signal });
    return outcome.ok ? idsIn(outcome.value["catalogues"]) : [];
  }

  async function nodeNames(signal: AbortSignal): Promise<readonly string[]> {
    const { nodes } = await context.fleet.list(signal);
    return nodes.flatMap(({ facts }) => [facts.name, ...(facts.instanceId === undefined ? [] : [facts.instanceId])]);
  }

  async function bundleIds(signal: AbortSignal): Promise<readonly string[]> {
    return (await context.shelf.list(signal)).bundles.map(({ id }) => id);
  }

  async function paths(signal: AbortSignal, given: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const { bundles } = await context.shelf.list(signal);
    const id = veil?.takeNode(given["id"] ?? "") ?? given["id"];
    const bundle = bundles.find((candidate) => candidate.id === id);
    return bundle === undefined ? [] : (await context.shelf.open(bundle, { signal })).files.map(({ path }) => path);
  }
}

function idsIn(catalogues: unknown): readonly string[] {
  const listed: readonly unknown[] = Array.isArray(catalogues) ? catalogues : [];
  return listed.flatMap((catalogue) => {
    const ids: unknown = typeof catalogue === "object" && catalogue !== null && "ids" in catalogue ? catalogue.ids : [];
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  });
}

/** As many as the protocol allows: first those that begin with what is typed, then those that have it in them. */
function completionOf(known: readonly string[], typed: string) {
  const wanted = typed.toLowerCase();
  const fitting = [...new Set(known)].filter((name) => name.toLowerCase().includes(wanted));
  const begins = (name: string) => Number(!name.toLowerCase().startsWith(wanted));
  const sorted = fitting.sort((left, right) => begins(left) - begins(right));
  return { completion: { values: sorted.slice(0, mostValues), total: sorted.length, hasMore: sorted.length > mostValues } };
}

const mostValues = 100;
