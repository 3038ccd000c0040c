import { flowStatusBit } from "../../model/flow-status.ts";
import { FlowRowScanner, formatMark } from "./flow-row-scanner.ts";
import { lineProblem } from "./line-problem.ts";
import { eventFlags, nonEntryStarts } from "./line-tokens.ts";

/** The line was recognised and is not an entry: blank, a header of a collector, a remark of the tool. */
export const lineIgnored = -1;

/** What lines have before and between the fields of an entry: event flags, times, the family column, the protocol, flags in brackets. */
export class LineFrameScanner extends FlowRowScanner {
  protected isEvent = false;
  /** Set once a bracket was found open: a line of many would else be searched to its end for each. */
  private hasNoMoreBrackets = false;

  protected beginLine(): void {
    this.begin();
    this.isEvent = false;
    this.hasNoMoreBrackets = false;
  }

  /** Everything before the timeout that is not plain `tcp` or `udp`: event flags, times, the family column, other protocols, other lines. */
  protected scanHead(): number {
    const bytes = this.bytes;
    this.skipSpaces();
    if (this.familyColumn === 0) {
      const outcome = this.scanPrefix();
      if (outcome !== 0) return outcome;
      const isIpv4 = this.startsWith(this.position, ipv4Word);
      if ((isIpv4 || this.startsWith(this.position, ipv6Word)) && isSeparator(bytes[this.position + 4]!)) {
        this.familyColumn = isIpv4 ? 4 : 6;
        this.rowMarks |= formatMark.familyColumn;
        this.position += 4;
        this.skipSpaces();
        if (!this.skipDigits() || !this.isAtTokenEnd()) return lineProblem.familyColumn;
        this.skipSpaces();
      }
    }
    const first = bytes[this.position]!;
    if (first < lowerA || first > lowerZ) return lineProblem.start;
    this.skipToken();
    this.skipSpaces();
    const protocol = this.readWord();
    if (!this.numberIsGood || protocol >>> 0 > 255 || !this.isAtTokenEnd()) return lineProblem.protocol;
    this.protocol = protocol;
    return 0;
  }

  /** What may stand before an entry: times, `[NEW]`; or the whole of a line that is no entry. */
  private scanPrefix(): number {
    const bytes = this.bytes;
    for (let isFirst = true; ; isFirst = false) {
      const start = this.position;
      const first = bytes[start]!;
      if (first === newline) return isFirst ? lineIgnored : lineProblem.start;
      if (first === openBracket) {
        const end = this.bracketEnd(start);
        if (end < 0) return lineProblem.start;
        const second = bytes[start + 1]!;
        if (eventFlagBytes.some((flag) => this.startsWith(start, flag))) {
          this.isEvent = true;
          this.rowMarks |= formatMark.event;
        } else if (second >= zero && second <= nine) this.rowMarks |= formatMark.eventTime;
        else return lineProblem.start;
        this.position = end;
        this.skipSpaces();
      } else if (first >= zero && first <= nine) {
        this.skipToken();
        this.skipSpaces();
        if (bytes[this.position] !== openBracket) return lineProblem.start;
      } else {
        if (!isFirst) return 0;
        return nonEntryStartBytes.some((text) => this.startsWith(start, text)) ? lineIgnored : 0;
      }
    }
  }
  protected startsWith(at: number, text: Uint8Array): boolean {
    const bytes = this.bytes;
    for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
    return true;
  }

  protected skipToken(): void {
    const bytes = this.bytes;
    let at = this.position;
    while (!isSeparator(bytes[at]!)) at++;
    this.position = at;
  }

  protected skipSpaces(): void {
    const bytes = this.bytes;
    let at = this.position;
    while (bytes[at] === space || bytes[at] === tab || bytes[at] === carriageReturn) at++;
    this.position = at;
  }

  protected isAtTokenEnd(): boolean {
    const byte = this.bytes[this.position]!;
    return byte === space || byte === newline || byte === tab || byte === carriageReturn;
  }

  /** A token in brackets; one with a time in it contains spaces. */
  protected scanFlag(): void {
    const start = this.position;
    const end = this.bracketEnd(start);
    if (end < 0) {
      this.skipToken();
      this.rowUnknownTokens++;
      return;
    }
    this.position = end;
    if (this.startsWith(start, assuredFlag)) this.status |= flowStatusBit.assured;
    else if (this.startsWith(start, unrepliedFlag)) this.status &= ~flowStatusBit.seenReply;
    else if (this.startsWith(start, offloadFlag)) this.status |= flowStatusBit.offload;
    // The tools print one flag only; the kernel sets IPS_HW_OFFLOAD on entries that have IPS_OFFLOAD.
    else if (this.startsWith(start, hardwareOffloadFlag)) this.status |= flowStatusBit.offload | flowStatusBit.hardwareOffload;
    else if (this.startsWith(start, startFlag) || this.startsWith(start, stopFlag)) this.rowMarks |= formatMark.startTime;
    else if (!this.startsWith(start, userspaceFlag)) this.rowUnknownTokens++;
  }

  /** The position behind the bracket that closes the one at `start`, or -1 when the line has none. */
  private bracketEnd(start: number): number {
    if (this.hasNoMoreBrackets) return -1;
    const bytes = this.bytes;
    for (let at = start; ; at++) {
      if (bytes[at] === newline) {
        this.hasNoMoreBrackets = true;
        return -1;
      }
      if (bytes[at] === closeBracket) return at + 1;
    }
  }
}

function isSeparator(byte: number): boolean {
  return byte <= space && (byte === space || byte === newline || byte === tab || byte === carriageReturn);
}

const tab = 9;
const newline = 10;
const carriageReturn = 13;
const space = 32;
const zero = 48;
const nine = 57;
const openBracket = 91;
const closeBracket = 93;
const lowerA = 97;
const lowerZ = 122;

export const asciiOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const assuredFlag = asciiOf("[ASSURED]");
const unrepliedFlag = asciiOf("[UNREPLIED]");
const offloadFlag = asciiOf("[OFFLOAD]");
const hardwareOffloadFlag = asciiOf("[HW_OFFLOAD]");
const startFlag = asciiOf("[start=");
const stopFlag = asciiOf("[stop=");
const userspaceFlag = asciiOf("[USERSPACE]");
const ipv4Word = asciiOf("ipv4");
const ipv6Word = asciiOf("ipv6");
const eventFlagBytes = eventFlags.map(asciiOf);
const nonEntryStartBytes = nonEntryStarts.map(asciiOf);
