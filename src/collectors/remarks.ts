/** The remarks of a collected part, or nothing where there are none, to be spread into it. */
export function withRemarks(...remarks: readonly (string | undefined)[]): { readonly remarks?: readonly string[] } {
  const said = remarks.filter((remark) => remark !== undefined);
  return said.length === 0 ? {} : { remarks: said };
}

/** Says how many rows of a file could not be read, unless all could. */
export function malformedRemark(path: string, count: number): string | undefined {
  return count === 0 ? undefined : `${amount(count, "row", "rows")} of ${path} left out: not understood`;
}

/** `1 process`, `2 processes`. */
export function amount(count: number, singular: string, plural: string): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
