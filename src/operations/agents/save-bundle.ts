import { join } from "node:path";
import { Writable } from "node:stream";
import type { AgentClient } from "../../sources/agents/agent-client.ts";
import { AgentFailure } from "../../sources/agents/agent-failure.ts";
import { type BundleFile, BundleNotWritten, bundleNotWritten, openBundleFile } from "../../sources/bundle-writer/bundle-file.ts";
import { DescriptorOutput } from "../../sources/bundle-writer/descriptor-output.ts";
import type { BundleNames } from "./bundle-names.ts";

export interface SaveBundleOptions {
  readonly directory: string;
  readonly force: boolean;
  /** A name that is taken gets a number, as `openBundleFile` has it. */
  readonly isNumbered?: boolean;
  readonly names: BundleNames;
  readonly windowSeconds: number;
  readonly redact: boolean;
  /** For the beginning of the answer. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** How many more bytes have come. */
  readonly onMore: (bytes: number) => void;
}

export type SavedBundle = { readonly path: string; readonly bytes: number } | { readonly because: string };

/**
 * Has the agent make a bundle of its node and writes it into the directory, under its name when it is whole. Throws AgentFailure where the agent does not give it,
 * and BundleNotWritten where the disk takes nothing; a name that is taken is this bundle's misfortune alone.
 */
export async function saveBundle(agent: AgentClient, options: SaveBundleOptions): Promise<SavedBundle> {
  const { directory, force, isNumbered = false, names, windowSeconds, redact, deadlineMs, signal, onMore } = options;
  const path = `/v1/collect?${new URLSearchParams({ window: String(windowSeconds), redact: String(redact) })}`;
  const asking = { deadlineMs, silenceMs: deadlineMs + windowSeconds * 1000 + walkingMs, signal };
  let target = directory;
  let file: BundleFile | undefined;
  let bytes = 0;
  const discard = () => file?.discard();
  // At once, and not when the work has noticed: the process may end before that.
  signal.addEventListener("abort", discard, { once: true });
  try {
    await agent.download(path, {
      ...asking,
      open: (given) => {
        target = join(directory, names.take(given, agent.name));
        file = openBundleFile(target, { force, isNumbered });
        return writableOf(new DescriptorOutput(file.descriptor));
      },
      onBytes: (sum) => {
        onMore(sum - bytes);
        bytes = sum;
      },
    });
    return { path: file?.commit() ?? target, bytes };
  } catch (error) {
    if (signal.aborted || error instanceof AgentFailure) throw error;
    const notWritten = bundleNotWritten(target, error);
    if (notWritten instanceof BundleNotWritten && notWritten.isTaken) return { because: notWritten.message };
    throw notWritten;
  } finally {
    signal.removeEventListener("abort", discard);
    discard();
  }
}

/** Whose descriptor it is closes it: a stream of Node's own closes it too when it is destroyed, and the number may be another file's by then. */
function writableOf(output: DescriptorOutput): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      try {
        output.append([chunk]);
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}

/** Beside the window: an agent says nothing before it has walked its table and read its node's logs. */
const walkingMs = 30_000;
