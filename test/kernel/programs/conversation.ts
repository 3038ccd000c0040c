/** How a program of the laboratory talks with the test that started it: options in, JSON lines out, the end of input ends it. */
export function readOptions<T>(): T {
  return JSON.parse(process.argv[2] ?? "{}") as T;
}

export function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Keeps the program alive until the test lets go of it; `onWord` gets what the test tells meanwhile. */
export function stayUntilInputEnds(onWord: (word: string) => void = () => {}): void {
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (chunk) => {
    for (const word of String(chunk).split("\n")) if (word !== "") onWord(word);
  });
  process.stdin.on("end", () => process.exit(0));
}
