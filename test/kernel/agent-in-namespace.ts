import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";
import { SpawnedServer, type SpawnedServerOptions } from "./spawned-server.ts";

/** `ullage agent` in a namespace, when it has its first verdict; stopped with the test. */
export async function startAgent(
  t: TestContext,
  namespace: LaboratoryNamespace,
  options: readonly string[],
  { nodeOptions = [], ...rest }: Pick<SpawnedServerOptions, "prepare" | "environment"> & { readonly nodeOptions?: readonly string[] } = {},
): Promise<SpawnedServer> {
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const agent = new SpawnedServer({ namespace, command: [process.execPath, ...nodeOptions, main, "agent", ...options], ...rest });
  t.after(() => agent.stop());
  await agent.says(/^verdict /m);
  return agent;
}
