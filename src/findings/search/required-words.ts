import type { Expression } from "./expression.ts";

/**
 * Words of which every match has at least one, or undefined where there are none: what a whole text is passed over by. Of several such lists the one whose shortest
 * word is longest.
 */
export function requiredWords(expression: Expression): readonly string[] | undefined {
  switch (expression.kind) {
    case "character":
      return [expression.text];
    case "group":
      return requiredWords(expression.body);
    case "look":
      // What lies ahead or behind is of the same line.
      return /^\(\?<?=/.test(expression.source) ? requiredWords(expression.body) : undefined;
    case "repeat":
      return expression.min === 0 ? undefined : requiredWords(expression.item);
    case "choice": {
      const ofOptions = expression.options.map(requiredWords);
      const words = ofOptions.flatMap((words) => words ?? []);
      return ofOptions.includes(undefined) || words.length > mostWords ? undefined : [...new Set(words)];
    }
    case "sequence":
      return bestOf(ofSequence(expression.items));
    default:
      return undefined;
  }
}

/** More of them cost as much as what they are to spare. */
const mostWords = 24;

function ofSequence(items: readonly Expression[]): readonly (readonly string[])[] {
  const lists: (readonly string[])[] = [];
  let run = "";
  for (const item of items) {
    const text = plainText(item);
    if (text !== undefined) {
      run += text;
      continue;
    }
    if (run !== "") lists.push([run]);
    run = "";
    const words = requiredWords(item);
    if (words !== undefined) lists.push(words);
  }
  return run === "" ? lists : [...lists, [run]];
}

/** Of what matches one text only. */
function plainText(item: Expression): string | undefined {
  if (item.kind === "character") return item.text;
  if (item.kind === "group") return plainText(item.body);
  if (item.kind !== "sequence") return undefined;
  const texts = item.items.map(plainText);
  return texts.includes(undefined) ? undefined : texts.join("");
}

function bestOf(lists: readonly (readonly string[])[]): readonly string[] | undefined {
  const shortest = (words: readonly string[]) => Math.min(...words.map(({ length }) => length));
  return lists.toSorted((left, right) => shortest(right) - shortest(left) || left.length - right.length)[0];
}
