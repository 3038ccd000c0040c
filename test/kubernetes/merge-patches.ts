type JsonMap = Readonly<Record<string, unknown>>;

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const merged: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

/**
 * A strategic merge of a Node, as far as tests need it: `conditions` and `addresses` are lists of objects that are told apart by `type` (patchMergeKey of
 * NodeStatus in k8s.io/api/core/v1), other lists are replaced, and `$patch: delete` takes an element out.
 */
export function strategicMergeOfNode(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const merged: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else if ((name === "conditions" || name === "addresses") && Array.isArray(value)) merged[name] = mergeByType(merged[name], value);
    else merged[name] = strategicMergeOfNode(merged[name], value);
  }
  return merged;
}

function mergeByType(target: unknown, patches: readonly unknown[]): readonly unknown[] {
  let merged: readonly unknown[] = Array.isArray(target) ? target : [];
  for (const patch of patches) {
    if (!isMap(patch)) continue;
    const isSame = (one: unknown) => isMap(one) && one["type"] === patch["type"];
    if (patch["$patch"] === "delete") merged = merged.filter((one) => !isSame(one));
    else if (merged.some(isSame)) merged = merged.map((one) => (isSame(one) ? strategicMergeOfNode(one, patch) : one));
    else merged = [...merged, patch];
  }
  return merged;
}

function isMap(value: unknown): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
