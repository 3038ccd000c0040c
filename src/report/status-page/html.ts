import { harmlessText } from "../harmless-text.ts";

/** Markup of ours. Whatever else goes into a page is text, and is escaped where it goes in. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlPart = Html | string | number | undefined | readonly (Html | undefined)[];

/** A template whose parts are text unless they are markup already; so a name of the node cannot become markup by being forgotten. */
export function html(fixed: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(fixed.reduce((before, piece, index) => before + partMarkup(parts[index - 1]) + piece));
}

function partMarkup(part: HtmlPart): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.markup;
  return typeof part === "object" ? part.map(partMarkup).join("") : escapeHtml(String(part));
}

/** For text between tags and within quoted attributes. */
function escapeHtml(text: string): string {
  return harmlessText(text).replace(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0)};`);
}

/** Lines of a command: what separates them is ours, and they are text. */
export function lines(texts: readonly string[]): Html {
  return new Html(texts.map(escapeHtml).join("\n"));
}

/** A section with its heading; nothing where it has nothing to say. */
export function section(title: string, id: string, parts: readonly (Html | undefined)[]): Html | undefined {
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0
    ? undefined
    : html`<section class="card ${id}" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${said}</section>
`;
}

/** What few want to read, behind its title and how many it is. */
export function folded(title: string, content: Html | undefined, count: number): Html | undefined {
  return content === undefined
    ? undefined
    : html`<details><summary>${title} <span class="quiet">${count}</span></summary>${content}</details>
`;
}
