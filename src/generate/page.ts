/** One generated file, by its path from the root of the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

export const generateCommand = "npm run generate";

/** Every generated page says so, and from what, so that nobody edits the wrong file. */
export function markdownPage(path: string, madeFrom: string, body: readonly string[]): Page {
  return {
    path,
    text: `<!-- Generated from ${madeFrom} by \`${generateCommand}\`. Edit that instead of this. -->\n\n${body.join("\n\n")}\n`,
  };
}

export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}
