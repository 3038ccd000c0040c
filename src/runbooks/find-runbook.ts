import type { Runbook } from "./runbook.ts";

/** By id, by what stands behind it, or by the name of the file; capitals do not matter. */
export function findRunbook(runbooks: readonly Runbook[], name: string): Runbook | undefined {
  const wanted = plainName(name);
  return runbooks.find(({ id, slug, name: whole }) => [id, slug, whole].some((one) => one.toLowerCase() === wanted));
}

/** As it is compared: without folder, ending and capitals. */
export function plainName(name: string): string {
  return name.trim().toLowerCase().replace(/^.*\//, "").replace(/\.md$/, "");
}
