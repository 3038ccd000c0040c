import type { ToolContract } from "../../contract/tools/tool-contract.ts";
import { isRecord } from "../../model/json-value.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { schemasOf } from "../answers/json-schema.ts";
import { mapAnswer } from "../answers/map-answer.ts";
import { findNodeBundle } from "../arguments/open-node-bundle.ts";
import type { ToolContext } from "../tool.ts";
import type { NameVeil } from "./name-veil.ts";
import { ifAnswered } from "./veiled-context.ts";

interface TakingFrom {
  readonly veil: NameVeil;
  readonly context: ToolContext;
  readonly signal: AbortSignal;
}

/**
 * The arguments as the tool is to have them: what an answer told is put back, and every other name stands for nothing, whether or not something is called so. Throws
 * ToolFailure `name-untold` for an address or identifier that no answer can have shown, and for a node's own name where enough of those were asked with.
 */
export async function takenArguments(contract: ToolContract, input: unknown, { veil, context, signal }: TakingFrom): Promise<unknown> {
  refuseOwnNames(contract.name, input, veil);
  if (isRecord(input)) await learnAsked(contract.name, input, { veil, context, signal });
  return mapAnswer(
    input,
    schemasOf(contract).input,
    (text, { field, isVocabulary }) => {
      if (isVocabulary) return text;
      if (field === "pageToken") return veil.openToken(text);
      if (nodeFields.includes(field)) return veil.takeNode(text);
      return namesAlone.has(field) || namesAlone.has(`${contract.name} ${field}`) ? veil.takeNames(text) : veil.take(text);
    },
    (name) => veil.takeNames(name),
  );
}

/** What is called how has to be known before, so that a right guess is taken as a wrong one is. */
async function learnAsked(tool: string, input: Readonly<Record<string, unknown>>, { veil, context, signal }: TakingFrom): Promise<void> {
  if (nodeFields.flatMap((field) => textsIn(input[field])).some((node) => veil.isUntold(node))) await learnNodes(context, signal);
  const { instanceId, logKey } = input;
  // The tool opens the same bundle, and says itself why it cannot.
  if (typeof instanceId === "string" && (tool === "search" || tool === "correlate" || typeof logKey === "string")) {
    const node = veil.takeNode(instanceId);
    await ifAnswered(async () => context.shelf.open(await findNodeBundle(context, node, signal), { signal }));
  } else if (typeof logKey === "string") {
    const key = veil.take(logKey);
    const bundle = (await ifAnswered(() => context.shelf.list(signal)))?.bundles.find(({ id }) => key.startsWith(`${id}:`));
    if (bundle !== undefined) await ifAnswered(() => context.shelf.open(bundle, { signal }));
  }
}

/** Everything that a node, a bundle or a cluster is asked for by. */
async function learnNodes(context: ToolContext, signal: AbortSignal): Promise<void> {
  await ifAnswered(() => context.shelf.list(signal));
  await ifAnswered(() => context.fleet.list(signal));
}

/** By these a node, bundle or cluster is asked about. */
const nodeFields: readonly string[] = ["instanceId", "instanceIds", "clusterName", "clusterContext"];

/** Names and addresses in the grammar of `find` and `plan`; and what is looked for in texts as the node has them, where it is told by words of ours or by an id. */
const namesAlone: ReadonlySet<string> = new Set(["other", "remove", "find_flow query", "correlate pivotEvent", "sections"]);

/** What is looked for in the data itself, by its field: an address or identifier there would be found or not, and so be confirmed. */
const lookedFor: Readonly<Record<string, readonly string[]>> = {
  search: ["query"],
  find_flow: ["query", "other"],
  correlate: ["pivotEvent"],
  plan_change: ["changes"],
};

function refuseOwnNames(tool: string, input: unknown, veil: NameVeil): void {
  if (typeof input !== "object" || input === null) return;
  for (const [field, value] of Object.entries(input)) {
    if (!lookedFor[tool]?.includes(field) || !textsIn(value).some((text) => veil.hasOwnNames(text))) continue;
    throw new ToolFailure("name-untold", `${field}: a name or address in it is none that an answer showed`);
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "object" && value !== null ? Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)]) : [];
}
