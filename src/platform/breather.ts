import { setImmediate as nextTurn } from "node:timers/promises";

/** Lets other calls be answered in the middle of long work: to be waited for between its pieces where it gives a promise. */
export class Breather {
  #since = performance.now();

  rest(): Promise<void> | undefined {
    if (performance.now() - this.#since < longestMs) return undefined;
    return this.#rest();
  }

  async #rest(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}

const longestMs = 15;
