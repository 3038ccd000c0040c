/** Collects parts of a snapshot inside its namespace; the word `again` collects them once more. */
import { collectSnapshot } from "../../../src/collectors/collect-snapshot.ts";
import type { PartName } from "../../../src/model/node-snapshot.ts";
import { createLiveSources } from "../../../src/sources/live-sources.ts";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

interface Options {
  readonly parts: readonly PartName[];
  /** Gives up root first, and every capability with it. */
  readonly asUser?: number;
}

const { parts, asUser } = readOptions<Options>();
if (asUser !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(asUser);
  process.setuid?.(asUser);
}
const sources = createLiveSources();
const collect = async () => answer((await collectSnapshot(sources, { parts, node: "laboratory" })).snapshot);
await collect();
stayUntilInputEnds(() => void collect());
