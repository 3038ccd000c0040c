/** What a source cannot give because this kernel or node does not have it: no failure, and never a zero. */
export class SourceAbsent extends Error {
  readonly source: string;

  constructor(source: string, reason: string) {
    super(reason);
    this.name = "SourceAbsent";
    this.source = source;
  }
}
