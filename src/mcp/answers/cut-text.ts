/** The first so many characters, not ending between the halves of one, and a mark that there was more. */
export function cutText(text: string, length: number): string {
  return `${text.slice(0, length).replace(/[\ud800-\udbff]?…?$/, "")}…`;
}
