import { field } from "../kubernetes/json-fields.ts";

/** The plug-ins of a network configuration in their order, such as `aws-cni, egress-cni, portmap`. Undefined for anything else. */
export function parseCniPlugins(text: string): { readonly name: string; readonly plugins: readonly string[] } | undefined {
  const value = parsed(text);
  const plugins = field(value, "plugins");
  const types = (Array.isArray(plugins) ? plugins : [value]).flatMap((plugin: unknown) => {
    const type = field(plugin, "type");
    return typeof type === "string" ? [type.slice(0, 60)] : [];
  });
  const name = field(value, "name");
  return types.length === 0 ? undefined : { name: typeof name === "string" ? name.slice(0, 60) : "", plugins: types.slice(0, 12) };
}

/** Settings of a program as one flat record of JSON; undefined where there are none. */
export function parseFlatSettings(text: string): Readonly<Record<string, string>> | undefined {
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).flatMap(([name, setting]: [string, unknown]) =>
    ["string", "number", "boolean"].includes(typeof setting) ? [[name.slice(0, 80), String(setting).slice(0, 120)] as const] : [],
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries.slice(0, 60));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // empty where the program did not answer
  }
}
