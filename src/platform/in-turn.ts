/** Asynchronous works of which one is under way at a time, in the order in which they were asked for. One that fails holds up no other. */
export class InTurn {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** When all that was asked for until this moment has ended. */
  async settled(): Promise<void> {
    await this.last;
  }
}
