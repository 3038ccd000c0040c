import { AgentFailure } from "../../sources/agents/agent-failure.ts";
import { BundleNames } from "../agents/bundle-names.ts";
import { saveBundle } from "../agents/save-bundle.ts";
import type { AgentNodeOptions } from "./agent-node-options.ts";
import type { CollectedBundle, CollectOptions } from "./fleet.ts";

/** Into the directory, under a name that nothing there has. Throws AgentFailure. */
export async function collectAgent(
  { agent, deadlineMs }: Pick<AgentNodeOptions, "agent" | "deadlineMs">,
  { directory, windowSeconds, onProgress }: CollectOptions,
  signal: AbortSignal,
): Promise<CollectedBundle> {
  let received = 0;
  const saved = await saveBundle(agent, {
    ...{ directory, windowSeconds, deadlineMs, signal, force: false, isNumbered: true, redact: false },
    names: new BundleNames(),
    onMore: (bytes) => {
      received += bytes;
      onProgress(`${Math.round(received / 1000)} kB have come`);
    },
  });
  if ("because" in saved) throw new AgentFailure("cut-off", saved.because);
  return saved;
}
