/** The remarks of a collected part, or nothing where there are none, to be spread into it. */
export function withRemarks(...remarks: readonly (string | undefined)[]): { readonly remarks?: readonly string[] } {
  const said = remarks.filter((remark) => remark !== undefined);
  return said.length === 0 ? {} : { remarks: said };
}

/** Says how many rows of a file could not be read, unless all could. */
export function malformedRemark(path: string, count: number): string | undefined {
  return count === 0 ? undefined : `${count} ${count === 1 ? "row" : "rows"} of ${path} could not be understood and are left out`;
}
