import { isDeepStrictEqual } from "node:util";
import type { ToolContract } from "../../contract/tools/tool-contract.ts";

/** An answer that is none by its contract is a bug of ours, told where somebody is there to mend it. */
export function checkOutput(contract: ToolContract, value: unknown): void {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  const parsed = contract.output.safeParse(plain);
  if (!parsed.success) throw new Error(`${contract.name} gave what its schema does not allow: ${parsed.error.message}`);
  if (!isDeepStrictEqual(parsed.data, plain)) throw new Error(`${contract.name} gave a field that its schema does not declare`);
}
