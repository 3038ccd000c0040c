import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generateCommand, markdownPage, markdownTable, type Page } from "./page.ts";

interface ValueSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
}

const policyPath = "deploy/kubernetes/validating-admission-policy.yaml";
const schemaPath = "deploy/helm/ullage/values.schema.json";

/** The chart's values, by its schema, which test/deploy holds to values.yaml; and what a chart can only read when it stands in its own folder. */
export function chartPages(): readonly Page[] {
  const read = (path: string) => readFileSync(join(import.meta.dirname, "../..", path), "utf8");
  const schema = JSON.parse(read(schemaPath)) as ValueSchema; // a file of the project itself
  const mark = `# Generated from ${policyPath} by \`${generateCommand}\`. Edit that instead of this.\n#\n`;
  return [
    { path: "deploy/helm/ullage/files/validating-admission-policy.yaml", text: `${mark}${read(policyPath)}` },
    markdownPage("docs/reference/chart-values.md", schemaPath, [
      "# Values of the Helm chart",
      "What is not listed here is refused. [The agent](../agent.md) says when to set which.",
      markdownTable(["value", "default", "what it is"], valueRows(schema, "")),
    ]),
  ];
}

function valueRows({ properties = {} }: ValueSchema, path: string): readonly (readonly string[])[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    const own = `${path}${name}`;
    if (value.default === undefined) return value.properties === undefined ? [] : valueRows(value, `${own}.`);
    return [[`\`${own}\``, `\`${JSON.stringify(value.default)}\``, value.description ?? ""]];
  });
}
