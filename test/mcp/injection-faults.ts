import assert from "node:assert/strict";
import { schemasOf } from "../../src/mcp/answers/json-schema.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import type { AskedTool } from "./every-tool.ts";
import { mark } from "./payloads.ts";
import { unmarkedTexts } from "./unmarked-texts.ts";

/** The time in the id of a run has letters, and once in a while those of the mark. */
export function hasMark(text: string): boolean {
  return text
    .replace(/\b(?:run|batch)-[0-9a-z]+-[0-9a-f]+\b/g, "")
    .toLowerCase()
    .includes(mark);
}

/** What stands around the fence, with the token that only the two lines have. */
export function outsideFence({ tool, outcome: { text } }: AskedTool): string {
  const [, token] = /^Between the two lines with ([0-9a-f]{16}) is data/m.exec(text) ?? [];
  if (token === undefined) return text;
  const parts = text.split(new RegExp(`^(?:<<<|>>>)data ${token}$`, "m"));
  assert.equal(parts.length, 3, `${tool}: the fence is opened once and closed once`);
  assert.ok(!(parts[1] ?? "").includes(token));
  return ((parts[0] ?? "") + (parts[2] ?? "")).replaceAll(token, "TOKEN");
}

export function faultsOf(one: AskedTool): readonly string[] {
  return faultsWith(one, hasMark);
}

/** Foreign words outside of the fence, in fields without their mark and in what stands beside the text; and characters that act. */
export function faultsWith(one: AskedTool, isForeign: (text: string) => boolean): readonly string[] {
  const { tool, outcome } = one;
  const contract = tools.map((each) => each.contract).find(({ name }) => name === tool);
  assert.ok(contract !== undefined);
  const text = outsideFence(one);
  const isFenced = text !== outcome.text;
  const unmarked = outcome.ok ? unmarkedTexts(outcome.value, schemasOf(contract).output, isForeign) : [];
  const links = outcome.ok ? outcome.links.flatMap(({ name, description = "" }) => [name, description]) : [];
  const all = outcome.text + (outcome.ok ? JSON.stringify([outcome.value, outcome.links]) : JSON.stringify(outcome.failure.message));
  const acting = /(?!\n)[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.exec(all);
  return [
    ...(isForeign(text) || (isFenced && !/^[\x20-\x7e\n]*$/.test(text)) ? [`${tool}: outside of the fence: ${text}`] : []),
    ...unmarked.map((place) => `${tool}: not marked: ${place}`),
    ...links.filter(isForeign).map((said) => `${tool}: beside the text: ${said}`),
    ...(acting === null ? [] : [`${tool}: a character that acts: ${acting[0].codePointAt(0)?.toString(16)}`]),
  ];
}
