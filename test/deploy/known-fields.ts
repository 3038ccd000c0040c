import * as kubernetes from "@kubernetes/client-node";
import { isObject } from "./rendered-chart.ts";

/**
 * Fields of a manifest that the official client's models, which are generated from the API's own description, do not have: an API server drops or
 * refuses them. It stands in for a server's validation, which no tool does without one.
 */
export function unknownFields(manifest: Readonly<Record<string, unknown>>): readonly string[] {
  const { apiVersion, kind } = manifest;
  const version = String(apiVersion).split("/").at(-1) ?? "";
  const model = `${version.charAt(0).toUpperCase()}${version.slice(1)}${String(kind)}`;
  return modelOf(model) === undefined ? [`no model for ${String(apiVersion)} ${String(kind)}`] : unknownIn(manifest, model, "");
}

function unknownIn(value: unknown, type: string, path: string): readonly string[] {
  const [, element] = /^Array<(.+)>$/.exec(type) ?? [];
  if (element !== undefined) {
    if (!Array.isArray(value)) return [`${path} is not a list`];
    return value.flatMap((item, index) => unknownIn(item, element, `${path}[${index}]`));
  }
  const [, mapped] = /^\{ \[key: string\]: (.+); \}$/.exec(type) ?? [];
  if (mapped !== undefined) {
    if (!isObject(value)) return [`${path} is not a map`];
    return Object.entries(value).flatMap(([key, item]) => unknownIn(item, mapped, `${path}[${key}]`));
  }
  if (type === "IntOrString") return typeof value === "number" || typeof value === "string" ? [] : [`${path} is neither number nor string`];
  if (type === "string" || type === "number" || type === "boolean") return typeof value === type ? [] : [`${path} is no ${type}`];
  const fields = modelOf(type);
  if (fields === undefined) return [];
  if (!isObject(value)) return [`${path} is no ${type}`];
  return Object.entries(value).flatMap(([name, item]) => {
    const field = fields.find(({ baseName }) => baseName === name);
    return field === undefined ? [`${path}.${name} is no field of ${type}`] : unknownIn(item, field.type, `${path}.${name}`);
  });
}

function modelOf(name: string): readonly { readonly baseName: string; readonly type: string }[] | undefined {
  const model: unknown = Reflect.get(kubernetes, name);
  const map: unknown = typeof model === "function" ? Reflect.get(model, "attributeTypeMap") : undefined;
  return Array.isArray(map) ? map : undefined;
}
