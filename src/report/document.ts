/** A report before it has a form: written once, then rendered as text for a terminal or as Markdown for a ticket. */
export type Document = readonly Block[];

export type Block =
  | { readonly kind: "title"; readonly text: string }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  /** To be copied as it stands: a command of the shell, or where that is said YAML. */
  | { readonly kind: "command"; readonly lines: readonly string[]; readonly language?: "yaml" }
  | Table;

export interface Table {
  readonly kind: "table";
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

export type Cell = string | Bar;

/** A share drawn as a bar. */
export interface Bar {
  readonly ratio: number;
}
