/** With numbers as numbers: `node-9` before `node-10`. */
export function byName(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true }) || (one < other ? -1 : Number(one > other));
}
