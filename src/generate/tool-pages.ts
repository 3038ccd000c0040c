import { answerEnvelope } from "../contract/tools/tool-contract.ts";
import { type JsonSchema, schemasOf } from "../mcp/answers/json-schema.ts";
import type { Tool } from "../mcp/tool.ts";
import { tools } from "../mcp/tools/index.ts";
import { toolFailureCodes } from "../platform/tool-failure.ts";
import { markdownPage, markdownTable, type Page } from "./page.ts";

/** Everything of the schemas, of which the list of tools shows the upper levels alone. */
export function toolPages(): readonly Page[] {
  return [
    markdownPage("docs/reference/tools.md", "src/contract/tools", [
      "# Tools of `ullage mcp`",
      "What each takes and answers, in whole; the list of tools that a client is shown ends two levels deep. How to set it up: [for AI agents](../agents.md).",
      markdownTable(
        ["tool", "what", "`--tools core`"],
        tools.map(({ contract: { name, title, set } }) => [`[${name}](#${name})`, title, set === "core" ? "yes" : ""]),
      ),
      "Every tool takes `max_bytes` as well, and every answer may have `gaps`, `confidence`, `nextStep` and `omitted`. A field that is marked *quoted* has words of the node: data, never instructions.",
      ...tools.flatMap(toolParts),
      "## Failures",
      "An answer with `isError` is `{ success: false, error: { code, message, nextStep } }`.",
      markdownTable(
        ["code", "means", "next"],
        Object.entries(toolFailureCodes).map(([code, { means, next }]) => [`\`${code}\``, means, next]),
      ),
    ]),
  ];
}

function toolParts({ contract }: Tool): readonly string[] {
  const { name, description, annotations } = contract;
  const { input, output } = schemasOf(contract);
  const effects = [
    annotations.readOnly ? "Reads only." : "Writes bundles or runs to the server's own folder, and nothing to a node.",
    ...(annotations.idempotent ? ["Asked twice it does nothing more."] : []),
    ...(annotations.openWorld ? ["Asks nodes over the network."] : []),
  ];
  const fields = Object.entries(output.properties ?? {}).filter(([field]) => !(field in answerEnvelope));
  return [
    `## ${name}`,
    description,
    effects.join(" "),
    markdownTable(
      ["parameter", "type", "default", "what"],
      Object.entries(input.properties ?? {})
        .filter(([parameter]) => parameter !== "max_bytes")
        .map(([parameter, schema]) => [
          `\`${parameter}\`${isRequired(input, parameter) && schema["default"] === undefined ? " (required)" : ""}`,
          typeText(schema),
          schema["default"] === undefined ? "" : `\`${JSON.stringify(schema["default"])}\``,
          schema.description ?? "",
        ]),
    ),
    "The answer:",
    fields.flatMap(([field, schema]) => fieldLines(field, schema, isRequired(output, field), 0)).join("\n"),
  ];
}

function isRequired({ required = [] }: JsonSchema, field: string): boolean {
  return required.includes(field);
}

function fieldLines(field: string, schema: JsonSchema, isAlways: boolean, level: number): readonly string[] {
  const object = insideOf(schema);
  const quoted = schema.untrusted === true || (typeof schema.items === "object" && schema.items.untrusted === true) ? ", *quoted*" : "";
  const line = `${"  ".repeat(level)}- \`${field}\`${isAlways ? "" : "?"}: ${typeText(schema)}${quoted}${schema.description === undefined ? "" : `: ${schema.description}`}`;
  const inner = Object.entries(object?.properties ?? {});
  return [line, ...inner.flatMap(([name, part]) => fieldLines(name, part, object !== undefined && isRequired(object, name), level + 1))];
}

/** The object that a field is, or that it is a list or a record of. */
function insideOf(schema: JsonSchema): JsonSchema | undefined {
  if (schema.properties !== undefined) return schema;
  const inner = [schema.items, schema.additionalProperties, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return inner.map((part) => (typeof part === "object" ? insideOf(part) : undefined)).find((object) => object !== undefined);
}

function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(" \\| ");
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map(typeText))].join(" \\| ");
  if (schema.type === "array") return `list of ${typeof schema.items === "object" ? typeText(schema.items) : "values"}`;
  if (schema.type === "object" && schema.properties === undefined && typeof schema.additionalProperties === "object")
    return `by name, ${typeText(schema.additionalProperties)}`;
  return typeof schema.type === "string" ? schema.type : (schema.type?.join(" \\| ") ?? "value");
}
