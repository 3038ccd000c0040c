import type { ReadStream, WriteStream } from "node:tty";
import { textWidth } from "../../report/top/screen-text.ts";
import { lineText, type StyledLine } from "../../report/top/styled-line.ts";
import type { KeyName } from "../../report/top/top-keys.ts";
import type { ScreenSize } from "../../report/top/top-state.ts";
import { decodeKeys } from "./decode-keys.ts";
import { paintLine } from "./paint-line.ts";

export interface ScreenListener {
  onKey(key: KeyName): void;
  onSize(size: ScreenSize): void;
  /** The terminal is gone. */
  onEnd(): void;
}

/**
 * A terminal that is taken over: alternate screen, no cursor, every key as it is pressed. `leave` gives it back as it was; it may be called at any time, as
 * often as wanted, and has done its work when it returns, so that it can be the last thing that a process does.
 */
export class TerminalScreen {
  private readonly input: ReadStream;
  private readonly output: WriteStream;
  private readonly usesColour: boolean;
  private readonly listener: ScreenListener;
  private isTaken = false;
  private drawn: readonly string[] = [];
  private pending = "";
  private escapeTimer: NodeJS.Timeout | undefined;

  constructor(input: ReadStream, output: WriteStream, usesColour: boolean, listener: ScreenListener) {
    this.input = input;
    this.output = output;
    this.usesColour = usesColour;
    this.listener = listener;
  }

  take(): void {
    if (this.isTaken) return;
    this.isTaken = true;
    this.drawn = [];
    this.input.setRawMode(true);
    this.input.setEncoding("utf8");
    this.input.on("data", this.receive).on("end", this.end).on("error", this.end);
    this.input.resume();
    this.output.on("resize", this.resize);
    this.output.write(takeSequence);
  }

  leave(): void {
    if (!this.isTaken) return;
    this.isTaken = false;
    clearTimeout(this.escapeTimer);
    this.pending = "";
    this.output.off("resize", this.resize);
    this.input.off("data", this.receive).off("end", this.end).off("error", this.end);
    this.input.pause();
    // A terminal that was closed under us takes neither, and there is nothing to give back.
    try {
      this.input.setRawMode(false);
    } catch {}
    if (this.output.writable) this.output.write(leaveSequence);
  }

  size(): ScreenSize {
    // A serial console tells 0 of both.
    return { columns: this.output.columns || 80, rows: this.output.rows || 24 };
  }

  /** Only lines that differ from what is on the screen are sent. */
  draw(lines: readonly StyledLine[]): void {
    if (!this.isTaken) return;
    const { columns } = this.size();
    const painted = lines.map((line) => paintLine(line, this.usesColour) + (textWidth(lineText(line)) < columns ? eraseToEnd : ""));
    const changes = painted.flatMap((text, row) => (text === this.drawn[row] ? [] : [`\x1b[${row + 1};1H${text}`]));
    if (changes.length > 0) this.output.write(beginUpdate + changes.join("") + endUpdate);
    this.drawn = painted;
  }

  /** Whatever else wrote to the terminal is wiped away with the next `draw`. */
  forget(): void {
    this.drawn = [];
    if (this.isTaken) this.output.write(eraseAll);
  }

  private readonly receive = (text: string): void => {
    clearTimeout(this.escapeTimer);
    const { keys, rest } = decodeKeys(this.pending + text);
    this.pending = rest;
    for (const key of keys) this.listener.onKey(key);
    if (rest !== "") this.escapeTimer = setTimeout(this.flushEscape, escapeDelayMs);
  };

  private readonly flushEscape = (): void => {
    this.pending = "";
    this.listener.onKey("escape");
  };

  private readonly resize = (): void => {
    this.forget();
    this.listener.onSize(this.size());
  };

  private readonly end = (): void => this.listener.onEnd();
}

/** The bytes of one key arrive together, or nearly so over a slow line; nobody types the rest of a sequence this fast. */
const escapeDelayMs = 50;

const eraseToEnd = "\x1b[K";
const eraseAll = "\x1b[2J";
/** Alternate screen; cursor hidden; no wrapping at the edge, so that a character whose width terminals disagree on spoils one line alone. */
const takeSequence = `\x1b[?1049h\x1b[?25l\x1b[?7l${eraseAll}`;
const leaveSequence = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";
/** Synchronized output: terminals that know it show the frame at once, the others pass over it. */
const beginUpdate = "\x1b[?2026h";
const endUpdate = "\x1b[?2026l";
