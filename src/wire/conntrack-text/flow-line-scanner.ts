import type { FlowBatch } from "../../model/flow-batch.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { fieldsRequiredBy, formatMark } from "./flow-row-scanner.ts";
import { asciiOf, LineFrameScanner } from "./line-frame-scanner.ts";
import { lineProblem } from "./line-problem.ts";
import { skippedKeys, toolRemark } from "./line-tokens.ts";
import { sctpStateWords, tcpStateWords } from "./state-words.ts";

/**
 * Parses one line of `conntrack -L`, `conntrack -E` or /proc/net/nf_conntrack a call. Keys are told apart by their first four bytes as one
 * little-endian word, and what usually comes next is tried before the general search. Measured on Node 24, AMD EPYC: 175 ns a line of 163 bytes.
 */
export class FlowLineScanner extends LineFrameScanner {
  private readonly maxLineBytes: number;
  private sawUse = false;

  constructor(batch: FlowBatch, maxLineBytes: number) {
    super(batch);
    this.maxLineBytes = maxLineBytes;
  }

  /**
   * The line at `position`, which must end with a newline and have `scanSlack` readable bytes behind it. Returns 0 for an entry in the batch,
   * `lineIgnored`, or a code of `lineProblem`. Unless it returns 0 the position may be anywhere in the line.
   */
  scanLine(): number {
    this.beginLine();
    this.sawUse = false;
    const view = this.view;
    const start = this.position;
    let at = start;
    let head = view.getInt32(at, true);
    if (head === wordIpv4 && view.getInt32(at + 7, true) === wordTwo && view.getInt32(at + 4, true) === wordSpaces) {
      this.familyColumn = 4;
      this.rowMarks |= formatMark.familyColumn;
      at += 11;
      head = view.getInt32(at, true);
    } else if (
      head === wordIpv6 &&
      view.getInt32(at + 7, true) === wordTen &&
      view.getInt32(at + 4, true) === wordSpaces &&
      this.bytes[at + 11] === space
    ) {
      this.familyColumn = 6;
      this.rowMarks |= formatMark.familyColumn;
      at += 12;
      head = view.getInt32(at, true);
    }
    const next = view.getInt32(at + 7, true);
    if (head === wordTcp && next === wordSix && view.getInt32(at + 3, true) === wordSpaces) {
      this.protocol = ipProtocol.tcp;
      this.position = at + 11;
    } else if (head === wordUdp && next === wordSeventeen && view.getInt32(at + 3, true) === wordSpaces && this.bytes[at + 11] === space) {
      this.protocol = ipProtocol.udp;
      this.position = at + 12;
    } else {
      this.position = at;
      const outcome = this.scanHead();
      if (outcome !== 0) return outcome;
    }
    const outcome = this.scanTokens();
    if (outcome !== 0) return outcome;
    if (this.position - start > this.maxLineBytes) return lineProblem.tooLong;
    return this.commit(fieldsRequiredBy(this.protocol));
  }

  /** True when the line's end shows that nothing was cut off: events have no `use=`, all other formats end with it. */
  get reachedItsEnd(): boolean {
    return this.sawUse || this.isEvent;
  }

  /** From behind the protocol number to the newline. */
  private scanTokens(): number {
    const { bytes, view } = this;
    let at = this.position;
    for (;;) {
      const first = bytes[at]!;
      if (first <= space) {
        if (first === newline) break;
        if (first === space || first === tab || first === carriageReturn) {
          at++;
          continue;
        }
      }
      this.position = at;
      let problem = 0;
      if (this.tuple < 0 && first <= nine && first >= zero) problem = this.scanTimeout();
      else if (this.tuple < 0 && first <= upperZ && first >= upperA) this.scanState();
      else {
        switch (view.getInt32(at, true)) {
          case wordSrc:
            problem = this.scanTuple();
            break;
          case wordMark:
            problem = this.scanMark();
            break;
          case wordUse:
            problem = this.scanUse();
            break;
          case wordAssu:
            if (view.getInt32(at + 4, true) === wordUred && bytes[at + 8] === closeBracket) {
              this.status |= flowStatusBit.assured;
              this.position = at + 9;
            } else this.scanFlag();
            break;
          case wordUnre:
            if (view.getInt32(at + 4, true) === wordPlie && view.getInt32(at + 7, true) === wordEd) {
              this.status &= ~flowStatusBit.seenReply;
              this.position = at + 11;
            } else this.scanFlag();
            break;
          default:
            problem = this.scanOtherToken(first);
        }
      }
      if (problem !== 0) return problem;
      at = this.position;
    }
    this.position = at;
    if (this.sawUse) this.rowMarks |= formatMark.list;
    return 0;
  }

  private scanTimeout(): number {
    this.timeoutSeconds = this.readWord();
    return this.numberIsGood && this.isAtTokenEnd() ? 0 : lineProblem.timeout;
  }

  private scanState(): void {
    const { view, position: start } = this;
    this.skipToken();
    if (this.protocol === ipProtocol.tcp) {
      const state = tcpStateWords.find(view, start, this.position - start);
      if (state < 0) this.rowUnknownTokens++;
      else this.state = state;
    } else if (this.protocol === ipProtocol.sctp) {
      const state = sctpStateWords.find(view, start, this.position - start);
      if (state < 0) this.rowUnknownTokens++;
      else this.state = state;
    }
  }

  /** At `src=`: the tuple as every format writes it, as far as it goes; what does not fit is left to the search. */
  private scanTuple(): number {
    if (this.tuple === 1) return lineProblem.thirdTuple;
    this.tuple++;
    this.position += 4;
    if (!this.readAddress(0)) return lineProblem.source;
    if (!this.isAtTokenEnd()) return lineProblem.source;
    const view = this.view;
    let at = this.position;
    if (view.getInt32(at, true) !== wordNextDst || this.bytes[at + 4] !== equals) return 0;
    this.position = at + 5;
    if (!this.readAddress(1)) return lineProblem.destination;
    at = this.position;
    if (view.getInt32(at, true) === wordNextSpo && view.getInt32(at + 3, true) === wordOrt) {
      this.position = at + 7;
      if (!this.readPort(0)) return lineProblem.sourcePort;
      at = this.position;
      if (view.getInt32(at, true) !== wordNextDpo || view.getInt32(at + 3, true) !== wordOrt)
        return this.isAtTokenEnd() ? 0 : lineProblem.sourcePort;
      this.position = at + 7;
      if (!this.readPort(1) || !this.isAtTokenEnd()) return lineProblem.destinationPort;
      return 0;
    }
    return this.isAtTokenEnd() ? 0 : lineProblem.destination;
  }

  private scanMark(): number {
    if (this.bytes[this.position + 4] !== equals) return this.skipUnknown();
    this.position += 5;
    this.mark = this.readWord();
    return this.numberIsGood && this.isAtTokenEnd() ? 0 : lineProblem.mark;
  }

  private scanUse(): number {
    this.position += 4;
    if (!this.skipDigits() || !this.isAtTokenEnd()) return lineProblem.useCount;
    this.sawUse = true;
    return 0;
  }

  private scanOtherToken(first: number): number {
    if (first === openBracket) {
      this.scanFlag();
      return 0;
    }
    const { view, bytes } = this;
    const at = this.position;
    switch (view.getInt32(at, true)) {
      case wordPack:
        if (view.getInt32(at + 4, true) === wordEts) return this.scanCounter(8);
        break;
      case wordByte:
        if (bytes[at + 4] === letterS && bytes[at + 5] === equals) return this.scanCounter(6);
        break;
      case wordDst:
        return this.inTuple(4) && this.readAddress(1) && this.isAtTokenEnd() ? 0 : this.tupleProblem(lineProblem.destination);
      case wordSpor:
        if (bytes[at + 4] === letterT && bytes[at + 5] === equals)
          return this.inTuple(6) && this.readPort(0) && this.isAtTokenEnd() ? 0 : this.tupleProblem(lineProblem.sourcePort);
        break;
      case wordDpor:
        if (bytes[at + 4] === letterT && bytes[at + 5] === equals)
          return this.inTuple(6) && this.readPort(1) && this.isAtTokenEnd() ? 0 : this.tupleProblem(lineProblem.destinationPort);
        break;
      case wordSrck:
        if (view.getInt32(at + 3, true) === wordKey)
          return this.inTuple(7) && this.readPort(0) && this.isAtTokenEnd() ? 0 : this.tupleProblem(lineProblem.sourcePort);
        break;
      case wordDstk:
        if (view.getInt32(at + 3, true) === wordKey)
          return this.inTuple(7) && this.readPort(1) && this.isAtTokenEnd() ? 0 : this.tupleProblem(lineProblem.destinationPort);
        break;
      case wordType:
        if (bytes[at + 4] === equals && this.isIcmp())
          return this.inTuple(5) && this.readIcmpType() && this.isAtTokenEnd() ? 0 : this.tupleProblem(lineProblem.icmp);
        break;
      case wordCode:
        if (bytes[at + 4] === equals && this.isIcmp())
          return this.inTuple(5) && this.readIcmpCode() && this.isAtTokenEnd() ? 0 : this.tupleProblem(lineProblem.icmp);
        break;
      case wordZone:
        return this.scanZone();
    }
    if ((view.getInt32(at, true) & 0xff_ffff) === wordId) return this.scanId();
    return this.skipUnknown();
  }

  private inTuple(keyLength: number): boolean {
    this.position += keyLength;
    return this.tuple >= 0;
  }

  private tupleProblem(problem: number): number {
    return this.tuple < 0 ? lineProblem.missingOriginal : problem;
  }

  private scanCounter(keyLength: number): number {
    this.position += keyLength;
    return this.skipDigits() && this.isAtTokenEnd() ? 0 : lineProblem.counters;
  }

  private scanId(): number {
    this.position += 3;
    if (this.idBelongsToTuple()) return this.readIcmpId() && this.isAtTokenEnd() ? 0 : lineProblem.icmp;
    this.id = this.readWord();
    this.rowMarks |= formatMark.id;
    return this.numberIsGood && this.isAtTokenEnd() ? 0 : lineProblem.id;
  }

  /** `zone=`, `zone-orig=` and `zone-reply=`. */
  private scanZone(): number {
    const { bytes, view } = this;
    const at = this.position;
    let direction = -1;
    if (bytes[at + 4] === equals) this.position = at + 5;
    else if (view.getInt32(at + 4, true) === wordMinusOri && view.getInt16(at + 8, true) === wordGEquals) {
      this.position = at + 10;
      direction = 0;
    } else if (view.getInt32(at + 4, true) === wordMinusRep && view.getInt32(at + 7, true) === wordPlyEquals) {
      this.position = at + 11;
      direction = 1;
    } else return this.skipUnknown();
    return this.readZone(direction) && this.isAtTokenEnd() ? 0 : lineProblem.zone;
  }

  private skipUnknown(): number {
    const start = this.position;
    const isKnown = skippedKeyBytes.some((key) => this.startsWith(start, key));
    if (!isKnown) this.rowUnknownTokens++;
    else if (this.startsWith(start, labelsKey)) this.rowMarks |= formatMark.labels;
    this.skipToken();
    return this.position - start === remarkWord.length && this.startsWith(start, remarkWord) ? lineProblem.remarkInside : 0;
  }
}

const tab = 9;
const newline = 10;
const carriageReturn = 13;
const space = 32;
const zero = 48;
const nine = 57;
const equals = 61;
const upperA = 65;
const upperZ = 90;
const openBracket = 91;
const closeBracket = 93;
const letterS = 115;
const letterT = 116;

// Four bytes of text as the little-endian word that `getInt32` gives; `flow-line-scanner.test.ts` recomputes each from its text.
const wordTcp = 0x20706374; // "tcp "
const wordUdp = 0x20706475; // "udp "
const wordSpaces = 0x20202020; // "    "
const wordSix = 0x20362020; // "  6 "
const wordSeventeen = 0x37312020; // "  17"
const wordIpv4 = 0x34767069; // "ipv4"
const wordIpv6 = 0x36767069; // "ipv6"
const wordTen = 0x30312020; // "  10"
const wordTwo = 0x20322020; // "  2 "
const wordSrc = 0x3d637273; // "src="
const wordDst = 0x3d747364; // "dst="
const wordNextDst = 0x74736420; // " dst"
const wordNextSpo = 0x6f707320; // " spo"
const wordNextDpo = 0x6f706420; // " dpo"
const wordOrt = 0x3d74726f; // "ort="
const wordMark = 0x6b72616d; // "mark"
const wordUse = 0x3d657375; // "use="
const wordAssu = 0x5353415b; // "[ASS"
const wordUred = 0x44455255; // "URED"
const wordUnre = 0x524e555b; // "[UNR"
const wordPlie = 0x494c5045; // "EPLI"
const wordEd = 0x5d444549; // "IED]"
const wordPack = 0x6b636170; // "pack"
const wordEts = 0x3d737465; // "ets="
const wordByte = 0x65747962; // "byte"
const wordSpor = 0x726f7073; // "spor"
const wordDpor = 0x726f7064; // "dpor"
const wordSrck = 0x6b637273; // "srck"
const wordDstk = 0x6b747364; // "dstk"
const wordKey = 0x3d79656b; // "key="
const wordType = 0x65707974; // "type"
const wordCode = 0x65646f63; // "code"
const wordZone = 0x656e6f7a; // "zone"
const wordMinusOri = 0x69726f2d; // "-ori"
const wordGEquals = 0x3d67; // "g="
const wordMinusRep = 0x7065722d; // "-rep"
const wordPlyEquals = 0x3d796c70; // "ply="
const wordId = 0x3d6469; // "id="

const labelsKey = asciiOf("labels=");
const remarkWord = asciiOf(toolRemark.word);
const skippedKeyBytes = skippedKeys.map(asciiOf);
