/** What a walk passes over, kind by kind, so that an archive of 50,000 hostile names makes a few lines and not 50,000. */
export class WalkRemarks {
  private readonly passedOver = new Map<string, { count: number; readonly example: string }>();
  private readonly lines: string[] = [];

  add(line: string): void {
    this.lines.push(line);
  }

  passOver(because: string, example: string): void {
    const before = this.passedOver.get(because);
    if (before === undefined) this.passedOver.set(because, { count: 1, example });
    else before.count++;
  }

  clear(): void {
    this.passedOver.clear();
    this.lines.length = 0;
  }

  get all(): readonly string[] {
    const grouped = [...this.passedOver].map(([because, { count, example }]) =>
      count === 1 ? `${example} was not read: ${because}` : `${example} and ${count - 1} more were not read: ${because}`,
    );
    return [...this.lines, ...grouped];
  }
}

export const whyPassedOver = {
  outside: "the name points out of the bundle",
  link: "it is a link, and links are not followed",
  special: "it is no ordinary file",
  repeated: "a file of the same name came before it",
  sparse: "it is a sparse file, of which only parts are stored",
  encrypted: "it is encrypted",
  method: "it is packed in a way that is not known here",
} as const;
