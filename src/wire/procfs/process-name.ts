import { actingCharacters } from "../../model/acting-characters.ts";

/** /proc/<pid>/comm: at most 15 bytes that the process chose for itself, so what acts instead of being read is not passed on. */
export function parseProcessName(text: string): string {
  return withoutActingCharacters(text.replace(/\n$/, ""));
}

/** /proc/<pid>/cmdline: arguments, each ended by a zero byte. */
export function parseCommandLine(text: string): readonly string[] {
  return text.replace(/\0+$/, "").split("\0").map(withoutActingCharacters).filter(Boolean);
}

/** The value of `--name=value` or `--name value`; the last one counts, as in Go's flag packages. */
export function flagValue(args: readonly string[], name: string): string | undefined {
  const at = args.findLastIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  const arg = args[at];
  return arg?.includes("=") ? arg.slice(arg.indexOf("=") + 1) : args[at + 1 || args.length];
}

/** Control characters move a terminal's cursor; marks of direction and line separators rearrange the text around them. */
function withoutActingCharacters(text: string): string {
  // An ordinary name spares the regular expression of Unicode's classes, which takes half a millisecond to compile.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(actingCharacters, "?");
}
