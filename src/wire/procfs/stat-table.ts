import { hexNumber32, wordsOf } from "./number-text.ts";

/** The format of the files under /proc/net/stat: a line of column names, then one row of hexadecimal 32-bit numbers for each possible CPU. */
export interface StatTable {
  readonly columns: readonly string[];
  /** `cpu` is the number of the row. The kernel walks `cpu_possible`, whose ids have no gaps on ordinary machines, so it is also the CPU's id. */
  readonly rows: readonly { readonly cpu: number; readonly values: readonly number[] }[];
  /** Rows whose length or digits do not fit the header. */
  readonly malformedRows: number;
}

export function parseStatTable(text: string): StatTable {
  const [header = "", ...lines] = text.split("\n");
  const columns = wordsOf(header);
  const rows: { readonly cpu: number; readonly values: readonly number[] }[] = [];
  let malformedRows = 0;
  for (const [cpu, line] of lines.filter((line) => line.trim() !== "").entries()) {
    const values = wordsOf(line).map(hexNumber32);
    if (values.length === columns.length && values.every((value) => value !== undefined)) rows.push({ cpu, values });
    else malformedRows++;
  }
  return { columns, rows, malformedRows };
}
