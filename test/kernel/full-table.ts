import { tcpFlow } from "./insertable-flow.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";

const entries = 60_000;

/** For `withConntrackMax`: fewer than `fillTable` puts in, so that the table stays full while some end, and more than other namespaces of the machine have, which do not notice. */
export const fullTableLimit = entries - 1000;

/** With entries that cannot be evicted. */
export async function fillTable(namespace: LaboratoryNamespace): Promise<void> {
  await namespace.ask("insert-flows", { flows: [tcpFlow("ESTABLISHED", "10.1.0.1", 1, "10.96.0.10", 80)], count: entries });
}
