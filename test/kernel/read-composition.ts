import assert from "node:assert/strict";
import type { NodeSnapshot } from "../../src/model/node-snapshot.ts";
import { isPresent } from "../../src/model/reading.ts";
import type { TableComposition } from "../../src/model/table-composition.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";

/** What our own reader makes of the table of a namespace. */
export async function readComposition(namespace: LaboratoryNamespace): Promise<TableComposition> {
  return compositionOf(await namespace.ask<NodeSnapshot>("read-node", { parts: ["tableComposition"] }));
}

export function compositionOf({ parts: { tableComposition } }: NodeSnapshot): TableComposition {
  assert.ok(isPresent(tableComposition), JSON.stringify(tableComposition));
  return tableComposition.value;
}
