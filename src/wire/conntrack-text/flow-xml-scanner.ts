import { noState } from "../../model/flow-batch.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { addressesOfBothTuples, FlowRowScanner, fieldsRequiredBy, formatMark } from "./flow-row-scanner.ts";
import { lineProblem } from "./line-problem.ts";
import { sctpStateWords, tcpStateWords } from "./state-words.ts";

/** Parses one `<flow …>…</flow>` of `conntrack -o xml` a call. Elements are told apart by the first four bytes of their names. */
export class FlowXmlScanner extends FlowRowScanner {
  /** Outside a direction (`<meta direction="independent">`) a zone or an id is the entry's own. */
  private isInDirection = false;
  private isEvent = false;

  /** The element from `position` to `end`, with `scanSlack` readable bytes behind it. Returns 0 or a code of `lineProblem`. */
  scanFlow(end: number): number {
    this.begin();
    this.isInDirection = false;
    this.isEvent = false;
    const bytes = this.bytes;
    for (;;) {
      let at = this.position;
      while (at < end && bytes[at] !== lessThan) at++;
      if (at >= end) break;
      this.position = at + 1;
      const problem = this.scanElement(end);
      if (problem !== 0) return problem;
    }
    this.rowMarks |= formatMark.xml | (this.isEvent ? formatMark.event : formatMark.list);
    // libnetfilter_conntrack 1.0.9 leaves type, code and id of ICMP out of its XML.
    return this.commit(this.isIcmp() ? addressesOfBothTuples : fieldsRequiredBy(this.protocol));
  }

  private scanElement(end: number): number {
    const { bytes } = this;
    const name = this.position;
    let at = name;
    while (at < end && bytes[at] !== greaterThan) at++;
    this.position = at + 1;
    if (bytes[name] === slash) return 0;
    const word = this.view.getInt32(name, true);
    switch (word) {
      case wordFlow:
        this.isEvent = at > name + 4;
        return 0;
      case wordMeta: {
        const direction = bytes[this.valueOfFirstAttribute(name, at)];
        this.isInDirection = direction === letterO || direction === letterR;
        if (this.isInDirection) {
          if (this.tuple === 1) return lineProblem.thirdTuple;
          this.tuple++;
        }
        return 0;
      }
      case wordLaye:
        return this.scanLayer(name, at);
      case wordSrc:
        return this.isInDirection && this.readAddress(0) && this.isAtTag() ? 0 : lineProblem.source;
      case wordDst:
        return this.isInDirection && this.readAddress(1) && this.isAtTag() ? 0 : lineProblem.destination;
      case wordSpor:
      case wordSrck:
        return this.isInDirection && this.readPort(0) && this.isAtTag() ? 0 : lineProblem.sourcePort;
      case wordDpor:
      case wordDstk:
        return this.isInDirection && this.readPort(1) && this.isAtTag() ? 0 : lineProblem.destinationPort;
      case wordType:
        return this.isInDirection && this.readIcmpType() && this.isAtTag() ? 0 : lineProblem.icmp;
      case wordCode:
        return this.isInDirection && this.readIcmpCode() && this.isAtTag() ? 0 : lineProblem.icmp;
      case wordPack:
      case wordByte:
        return this.skipDigits() && this.isAtTag() ? 0 : lineProblem.counters;
      case wordUse:
        return this.skipDigits() && this.isAtTag() ? 0 : lineProblem.useCount;
      case wordZone:
        return this.readZone(this.isInDirection ? this.tuple : -1) && this.isAtTag() ? 0 : lineProblem.zone;
      case wordMark:
        this.mark = this.readWord();
        return this.numberIsGood && this.isAtTag() ? 0 : lineProblem.mark;
      case wordStat:
        this.scanState();
        return 0;
      case wordTime:
        if (bytes[name + 4] !== letterO) break;
        this.timeoutSeconds = this.readWord();
        return this.numberIsGood && this.isAtTag() ? 0 : lineProblem.timeout;
      case wordCoun:
      case wordDelt:
        return 0;
      case wordUnre:
        this.status &= ~flowStatusBit.seenReply;
        return 0;
      case wordAssu:
        this.status |= flowStatusBit.assured;
        return 0;
    }
    return this.scanRareElement(name, at);
  }

  private scanRareElement(name: number, nameEnd: number): number {
    const word = this.view.getInt32(name, true);
    if ((word & 0xff_ffff) === wordId) {
      if (this.isInDirection) return this.idBelongsToTuple() && this.readIcmpId() && this.isAtTag() ? 0 : lineProblem.icmp;
      this.id = this.readWord();
      this.rowMarks |= formatMark.id;
      return this.numberIsGood && this.isAtTag() ? 0 : lineProblem.id;
    }
    const text = this.textBetween(name, nameEnd);
    if (text === "offload/") this.status |= flowStatusBit.offload;
    else if (text === "hw_offload/" || text === "hw-offload/") this.status |= flowStatusBit.offload | flowStatusBit.hardwareOffload;
    else if (text === "timestamp") this.rowMarks |= formatMark.startTime;
    else if (text === "labels") this.rowMarks |= formatMark.labels;
    else if (text === "when") this.rowMarks |= formatMark.eventTime;
    else if (!skippedElements.has(text)) this.rowUnknownTokens++;
    return 0;
  }

  /** `<layer3 protonum="2" …>` holds the family, `<layer4 protonum="6" …>` the protocol. */
  private scanLayer(name: number, nameEnd: number): number {
    const behind = this.position;
    this.position = this.valueOfFirstAttribute(name, nameEnd);
    const number = this.readWord();
    if (!this.numberIsGood || this.bytes[this.position] !== doubleQuote) return lineProblem.protocol;
    this.position = behind;
    const layer = this.bytes[name + 5];
    if (layer === digitThree) this.familyColumn = number === afInet ? 4 : number === afInet6 ? 6 : 0;
    else if (layer === digitFour) {
      if (number >>> 0 > 255) return lineProblem.protocol;
      this.protocol = number;
    }
    return 0;
  }

  /**
   * libnetfilter_conntrack 1.0.9 writes the state of SCTP with the names of TCP: CLOSED (1) as SYN_SENT, ESTABLISHED (4) as FIN_WAIT. So a name
   * of TCP stands for its number; names that only SCTP has are taken as they are.
   */
  private scanState(): void {
    const { bytes, view } = this;
    const start = this.position;
    let at = start;
    while (isNameByte(bytes[at]!)) at++;
    this.position = at;
    const length = at - start;
    const isSctp = this.protocol === ipProtocol.sctp;
    if (this.protocol !== ipProtocol.tcp && !isSctp) return;
    let state = tcpStateWords.find(view, start, length);
    if (state < 0 && isSctp) state = sctpStateWords.find(view, start, length);
    if (state < 0) this.rowUnknownTokens++;
    this.state = state < 0 ? noState : state;
  }

  /** The position behind the first quotation mark of the tag, or of the tag's end. */
  private valueOfFirstAttribute(name: number, tagEnd: number): number {
    const bytes = this.bytes;
    let at = name;
    while (at < tagEnd && bytes[at] !== doubleQuote) at++;
    return at + 1;
  }

  private isAtTag(): boolean {
    return this.bytes[this.position] === lessThan;
  }

  private textBetween(start: number, end: number): string {
    let text = "";
    for (let at = start; at < end && at < start + longestElementName; at++) text += String.fromCharCode(this.bytes[at]!);
    return text;
  }
}

function isNameByte(byte: number): boolean {
  return (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57) || byte === 95;
}

const doubleQuote = 34;
const slash = 47;
const digitThree = 51;
const digitFour = 52;
const lessThan = 60;
const greaterThan = 62;
const letterO = 111;
const letterR = 114;
const afInet = 2;
const afInet6 = 10;
const longestElementName = 24;

const wordFlow = 0x776f6c66; // "flow"
const wordMeta = 0x6174656d; // "meta"
const wordLaye = 0x6579616c; // "laye"
const wordSrc = 0x3e637273; // "src>"
const wordDst = 0x3e747364; // "dst>"
const wordSpor = 0x726f7073; // "spor"
const wordDpor = 0x726f7064; // "dpor"
const wordSrck = 0x6b637273; // "srck"
const wordDstk = 0x6b747364; // "dstk"
const wordType = 0x65707974; // "type"
const wordCode = 0x65646f63; // "code"
const wordPack = 0x6b636170; // "pack"
const wordByte = 0x65747962; // "byte"
const wordUse = 0x3e657375; // "use>"
const wordZone = 0x656e6f7a; // "zone"
const wordMark = 0x6b72616d; // "mark"
const wordStat = 0x74617473; // "stat"
const wordTime = 0x656d6974; // "time"
const wordCoun = 0x6e756f63; // "coun"
const wordDelt = 0x746c6564; // "delt"
const wordUnre = 0x65726e75; // "unre"
const wordAssu = 0x75737361; // "assu"
const wordId = 0x3e6469; // "id>"

/** Elements that no column holds. */
const skippedElements: ReadonlySet<string> = new Set([
  "label",
  "start",
  "stop",
  "hour",
  "min",
  "sec",
  "wday",
  "day",
  "month",
  "year",
  "helper",
  "secmark",
  "secctx",
]);
