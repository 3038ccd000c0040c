export interface Instruction {
  readonly name: string;
  readonly flags: readonly string[];
  /** The arguments; those of the JSON form as they are. */
  readonly words: readonly string[];
}

/** As much of a Dockerfile's grammar as ours needs; anything else is an error. */
export function instructions(text: string): readonly Instruction[] {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [, name, rest = ""] = /^([A-Z]+) (.*[^\\])$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`not understood: ${line}`);
    if (rest.startsWith("[")) return { name, flags: [], words: (JSON.parse(rest) as unknown[]).map(String) };
    const words = rest.split(/\s+/);
    const flags = name === "COPY" ? words.filter((word) => word.startsWith("--")) : [];
    return { name, flags, words: words.filter((word) => !flags.includes(word)) };
  });
}
