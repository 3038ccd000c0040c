/** Any answer that is data, as JSON or YAML. YAML's printer is loaded only when asked for. */
export async function valueText(value: unknown, format: "json" | "yaml"): Promise<string> {
  if (format === "json") return `${JSON.stringify(value, undefined, 2)}\n`;
  const { stringify } = await import("yaml");
  return stringify(value, { lineWidth: 0 });
}
