/** Sums /proc/net/stat/nf_conntrack over the CPUs by the names in its own header. Plain on purpose: it is what our readers are compared with. */
export function sumStatistics(text: string): Record<string, number> {
  const [header = "", ...rows] = text.trim().split("\n");
  const names = header.trim().split(/\s+/);
  const sums: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  for (const row of rows) {
    for (const [column, hex] of row.trim().split(/\s+/).entries()) {
      const name = names[column];
      if (name !== undefined) sums[name] = (sums[name] ?? 0) + Number.parseInt(hex, 16);
    }
  }
  return sums;
}

/** How much each counter grew. */
export function growth(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
}
