/** /proc/<pid>/comm: at most 15 bytes that the process chose for itself, so control characters are not passed on. */
export function parseProcessName(text: string): string {
  return withoutControlCharacters(text.replace(/\n$/, ""));
}

/** /proc/<pid>/cmdline: arguments, each ended by a zero byte. */
export function parseCommandLine(text: string): readonly string[] {
  return text.replace(/\0+$/, "").split("\0").map(withoutControlCharacters).filter(Boolean);
}

/** The value of `--name=value` or `--name value`; the last one counts, as in Go's flag packages. */
export function flagValue(args: readonly string[], name: string): string | undefined {
  const at = args.findLastIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  const arg = args[at];
  return arg?.includes("=") ? arg.slice(arg.indexOf("=") + 1) : args[at + 1 || args.length];
}

function withoutControlCharacters(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}
