/** The longest name that a node or a cluster gives to anything: a DNS name. */
const longestName = 253;

/**
 * Text from a node as one word of a shell command. Process, interface and node names can hold anything, so what a shell or a terminal would act on is
 * refused instead of escaped, and so is what the command would take for an option.
 */
export function shellQuote(text: string): string | undefined {
  if (text === "" || text.length > longestName || text.startsWith("-")) return undefined;
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(text)) return undefined;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
