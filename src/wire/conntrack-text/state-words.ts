import { sctpStateNames, tcpStateNames } from "../../model/tcp-state.ts";

/** Finds a state's number by its name in bytes, comparing four bytes at a time. */
class StateWords {
  private readonly lengths: Int32Array;
  private readonly words: Int32Array;

  constructor(names: readonly string[]) {
    this.lengths = Int32Array.from(names, (name) => name.length);
    this.words = new Int32Array(names.length * wordsPerName);
    names.forEach((name, index) => {
      const view = new DataView(Uint8Array.from(name, (character) => character.charCodeAt(0)).buffer);
      for (let word = 0; word * 4 < name.length; word++) {
        this.words[index * wordsPerName + word] = view.getInt32(Math.min(word * 4, name.length - 4), true);
      }
    });
  }

  /** -1 when no state has that name. */
  find(view: DataView, at: number, length: number): number {
    const { lengths, words } = this;
    for (let index = 0; index < lengths.length; index++) {
      if (lengths[index] === length && this.matches(view, at, length, index * wordsPerName, words)) return index;
    }
    return -1;
  }

  private matches(view: DataView, at: number, length: number, word: number, words: Int32Array): boolean {
    const last = length - 4;
    for (let offset = 0; offset < last; offset += 4) if (view.getInt32(at + offset, true) !== words[word++]) return false;
    return view.getInt32(at + last, true) === words[word];
  }
}

/** Five words hold the longest name, SHUTDOWN_ACK_SENT. */
const wordsPerName = 5;

export const tcpStateWords = new StateWords(tcpStateNames);
export const sctpStateWords = new StateWords(sctpStateNames);
