import type { Flow, FlowCounters, Layer4, SctpInfo, TcpInfo, Tuple } from "../../model/flow.ts";
import { flowStatusBit } from "../../model/flow-status.ts";
import { formatAddress, parseAddress } from "../../model/ip-address.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { type SctpStateName, sctpStateNames, type TcpStateName, tcpStateNames } from "../../model/tcp-state.ts";
import { fieldsRequiredBy, missingFieldProblem, portsOfBothTuples, tupleField } from "./flow-row-scanner.ts";
import { describeLineProblem, type LineProblemCode, lineProblem } from "./line-problem.ts";
import { eventFlags, nonEntryStarts, skippedKeys, toolRemark } from "./line-tokens.ts";

export type ParsedFlowLine =
  | { readonly kind: "flow"; readonly flow: Flow; readonly event?: "NEW" | "UPDATE" | "DESTROY"; readonly unknownTokens: number }
  | { readonly kind: "ignored" }
  | { readonly kind: "malformed"; readonly code: LineProblemCode; readonly because: string };

/**
 * One line of any of the line formats with everything it says. For single entries: a table is read by `createTextTableReader`, which agrees
 * with this on every line. Times of `-o ktimestamp` are in the local time of the node, whose zone the text does not name: they are left out.
 */
export function parseFlowLine(line: string): ParsedFlowLine {
  const text = line.replace(/\n$/, "");
  const tokens = text.match(/\[[^\]]*\]|[^ \t\r]+/g) ?? [];
  const parse = new LineParse(tokens);
  const outcome = parse.run(text.replace(/^[ \t\r]+/, ""));
  if (outcome === "ignored") return { kind: "ignored" };
  if (outcome !== lineProblem.none) return { kind: "malformed", code: outcome, because: describeLineProblem(outcome) };
  const flow = parse.flow();
  return { kind: "flow", flow, ...(parse.event === undefined ? {} : { event: parse.event }), unknownTokens: parse.unknownTokens };
}

interface TupleText {
  source: string;
  destination: string;
  sourcePort: number;
  destinationPort: number;
  type: number;
  code: number;
  id: number;
  packets: number | undefined;
  bytes: number | undefined;
}

class LineParse {
  event: "NEW" | "UPDATE" | "DESTROY" | undefined;
  unknownTokens = 0;
  private readonly tokens: readonly string[];
  private readonly tuples: TupleText[] = [];
  private readonly directionZones: [number | undefined, number | undefined] = [undefined, undefined];
  private fields = 0;
  private readonly families = new Set<4 | 6>();
  private familyColumn: number | undefined;
  private protocol = 0;
  private timeoutSeconds: number | undefined;
  private tcp: TcpInfo | undefined;
  private sctp: SctpInfo | undefined;
  private status: number = flowStatusBit.seenReply;
  private readonly entry: { mark?: number; zone?: number; id?: number; useCount?: number; securityContext?: string; helperName?: string } =
    {};

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  run(text: string): LineProblemCode | "ignored" {
    if (text === "" || nonEntryStarts.some((start) => text.startsWith(start))) return "ignored";
    const head = this.readHead();
    if (typeof head !== "object") return head;
    for (const token of this.tokens.slice(head.behind)) {
      const problem = this.readToken(token);
      if (problem !== lineProblem.none) return problem;
    }
    return this.judge();
  }

  private readHead(): { readonly behind: number } | LineProblemCode {
    const { tokens } = this;
    let at = 0;
    for (;;) {
      const token = tokens[at];
      if (token === undefined) return lineProblem.start;
      if (token.startsWith("[") && token.endsWith("]") && token.indexOf("]") === token.length - 1) {
        if ((eventFlags as readonly string[]).includes(token))
          this.event = token.slice(1, -1) as "NEW" | "UPDATE" | "DESTROY"; // one of eventFlags
        else if (!/^\[[0-9]/.test(token)) return lineProblem.start;
        at++;
      } else if (/^[0-9]/.test(token)) {
        at++;
        if (!(tokens[at]?.startsWith("[") ?? false)) return lineProblem.start;
      } else break;
    }
    if (tokens[at] === "ipv4" || tokens[at] === "ipv6") {
      this.familyColumn = tokens[at] === "ipv4" ? 4 : 6;
      if (!/^[0-9]+$/.test(tokens[at + 1] ?? "")) return lineProblem.familyColumn;
      at += 2;
    }
    if (!/^[a-z]/.test(tokens[at] ?? "")) return lineProblem.start;
    const protocol = numberOf(tokens[at + 1] ?? "", 255);
    if (protocol === undefined) return lineProblem.protocol;
    this.protocol = protocol;
    return { behind: at + 2 };
  }

  private readToken(token: string): LineProblemCode {
    const isBeforeTuples = this.tuples.length === 0;
    if (isBeforeTuples && /^[0-9]/.test(token)) {
      this.timeoutSeconds = numberOf(token, 0xffffffff);
      return this.timeoutSeconds === undefined ? lineProblem.timeout : lineProblem.none;
    }
    if (isBeforeTuples && /^[A-Z]/.test(token)) this.readState(token);
    else if (token.startsWith("[")) this.readFlag(token);
    else {
      const equals = token.indexOf("=");
      return this.readPair(token, token.slice(0, equals + 1), token.slice(equals + 1));
    }
    return lineProblem.none;
  }

  private readState(token: string): void {
    if (this.protocol === ipProtocol.tcp) {
      if ((tcpStateNames as readonly string[]).includes(token))
        this.tcp = { state: token as TcpStateName }; // one of tcpStateNames
      else this.unknownTokens++;
    } else if (this.protocol === ipProtocol.sctp) {
      if ((sctpStateNames as readonly string[]).includes(token))
        this.sctp = { state: token as SctpStateName }; // one of sctpStateNames
      else this.unknownTokens++;
    }
  }

  private readFlag(token: string): void {
    if (token === "[ASSURED]") this.status |= flowStatusBit.assured;
    else if (token === "[UNREPLIED]") this.status &= ~flowStatusBit.seenReply;
    else if (token === "[OFFLOAD]") this.status |= flowStatusBit.offload;
    else if (token === "[HW_OFFLOAD]") this.status |= flowStatusBit.offload | flowStatusBit.hardwareOffload;
    else if (!/^\[(start=|stop=).*\]$|^\[USERSPACE\]$/s.test(token)) this.unknownTokens++;
  }

  private readPair(token: string, key: string, value: string): LineProblemCode {
    const direction = this.tuples.length - 1;
    const tuple = this.tuples[direction];
    switch (key) {
      case "src=":
        if (direction === 1) return lineProblem.thirdTuple;
        this.tuples.push(emptyTuple());
        return this.readAddress("source", value);
      case "dst=":
        return tuple === undefined ? lineProblem.missingOriginal : this.readAddress("destination", value);
      case "sport=":
      case "srckey=":
        return this.readField("sourcePort", value, 0xffff, lineProblem.sourcePort);
      case "dport=":
      case "dstkey=":
        return this.readField("destinationPort", value, 0xffff, lineProblem.destinationPort);
      case "type=":
      case "code=":
        if (!this.isIcmp()) break;
        return this.readField(key === "type=" ? "type" : "code", value, 255, lineProblem.icmp);
      case "id=":
        if (tuple !== undefined && this.isIcmp() && (this.fields & (tupleField.id << (8 * direction))) === 0)
          return this.readField("id", value, 0xffff, lineProblem.icmp);
        return this.readEntryNumber("id", value, 0xffffffff, lineProblem.id);
      case "mark=":
        return this.readEntryNumber("mark", value, 0xffffffff, lineProblem.mark);
      case "zone=":
        return this.readEntryNumber("zone", value, 0xffff, lineProblem.zone);
      case "zone-orig=":
      case "zone-reply=": {
        const zone = numberOf(value, 0xffff);
        if (zone === undefined) return lineProblem.zone;
        this.directionZones[key === "zone-orig=" ? 0 : 1] = zone;
        return lineProblem.none;
      }
      case "packets=":
      case "bytes=":
        if (!/^[0-9]+$/.test(value)) return lineProblem.counters;
        if (tuple !== undefined) tuple[key === "packets=" ? "packets" : "bytes"] = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
        return lineProblem.none;
      case "use=":
        if (!/^[0-9]+$/.test(value)) return lineProblem.useCount;
        this.entry.useCount = Number(value);
        return lineProblem.none;
    }
    return this.readUncounted(token, key, value);
  }

  private readUncounted(token: string, key: string, value: string): LineProblemCode {
    if (token === toolRemark.word) return lineProblem.remarkInside;
    if (key === "secctx=") this.entry.securityContext = value;
    else if (key === "helper=") this.entry.helperName = value;
    else if (!(skippedKeys as readonly string[]).includes(key)) this.unknownTokens++;
    return lineProblem.none;
  }

  private isIcmp(): boolean {
    return this.protocol === ipProtocol.icmp || this.protocol === ipProtocol.icmpv6;
  }

  private readAddress(which: "source" | "destination", value: string): LineProblemCode {
    const direction = this.tuples.length - 1;
    const words = parseAddress(value);
    if (words === undefined) return which === "source" ? lineProblem.source : lineProblem.destination;
    this.families.add(value.includes(":") ? 6 : 4);
    this.fields |= tupleField[which] << (8 * direction);
    this.tuples[direction]![which] = formatAddress(...words);
    return lineProblem.none;
  }

  private readField(
    which: "sourcePort" | "destinationPort" | "type" | "code" | "id",
    value: string,
    limit: number,
    problem: LineProblemCode,
  ): LineProblemCode {
    const direction = this.tuples.length - 1;
    const tuple = this.tuples[direction];
    if (tuple === undefined) return lineProblem.missingOriginal;
    const number = numberOf(value, limit);
    if (number === undefined) return problem;
    tuple[which] = number;
    this.fields |= tupleField[which] << (8 * direction);
    return lineProblem.none;
  }

  private readEntryNumber(which: "mark" | "zone" | "id", value: string, limit: number, problem: LineProblemCode): LineProblemCode {
    const number = numberOf(value, limit);
    if (number === undefined) return problem;
    this.entry[which] = number;
    return lineProblem.none;
  }

  private judge(): LineProblemCode {
    const needed = fieldsRequiredBy(this.protocol);
    if ((this.fields & needed) !== needed) return missingFieldProblem(this.fields, needed);
    if ((this.fields & portsOfBothTuples) !== 0 && this.isIcmp()) return lineProblem.icmpPorts;
    if (this.families.size > 1) return lineProblem.mixedFamilies;
    const family = this.families.has(4) ? 4 : 6;
    return this.familyColumn !== undefined && this.familyColumn !== family ? lineProblem.familyColumn : lineProblem.none;
  }

  flow(): Flow {
    const [original, reply] = this.tuples as [TupleText, TupleText]; // judge() saw the addresses of both
    const originalCounters = countersOf(original);
    const replyCounters = countersOf(reply);
    return {
      family: this.families.has(4) ? 4 : 6,
      protocol: this.protocol,
      original: this.tupleOf(original, 0),
      reply: this.tupleOf(reply, 1),
      status: this.status,
      ...(this.timeoutSeconds === undefined ? {} : { timeoutSeconds: this.timeoutSeconds }),
      ...(this.tcp === undefined ? {} : { tcp: this.tcp }),
      ...(this.sctp === undefined ? {} : { sctp: this.sctp }),
      ...this.entry,
      ...(originalCounters === undefined ? {} : { originalCounters }),
      ...(replyCounters === undefined ? {} : { replyCounters }),
      unknownAttributes: 0,
    };
  }

  private tupleOf(tuple: TupleText, direction: 0 | 1): Tuple {
    const { source, destination } = tuple;
    const zone = this.directionZones[direction];
    return { source, destination, layer4: this.layer4Of(tuple, direction), ...(zone === undefined ? {} : { zone }) };
  }

  private layer4Of(tuple: TupleText, direction: number): Layer4 {
    const has = (field: number) => (this.fields & (field << (8 * direction))) !== 0;
    if (this.isIcmp()) return { kind: "icmp", id: tuple.id, type: tuple.type, code: tuple.code };
    if (!has(tupleField.sourcePort) && !has(tupleField.destinationPort)) return { kind: "generic" };
    return { kind: "ports", sourcePort: tuple.sourcePort, destinationPort: tuple.destinationPort };
  }
}

function emptyTuple(): TupleText {
  return {
    source: "",
    destination: "",
    sourcePort: 0,
    destinationPort: 0,
    type: 0,
    code: 0,
    id: 0,
    packets: undefined,
    bytes: undefined,
  };
}

function countersOf(tuple: TupleText): FlowCounters | undefined {
  if (tuple.packets === undefined && tuple.bytes === undefined) return undefined;
  return { packets: tuple.packets ?? 0, bytes: tuple.bytes ?? 0 };
}

function numberOf(value: string, limit: number): number | undefined {
  if (!/^([0-9]+|0[xX][0-9a-fA-F]+)$/.test(value)) return undefined;
  const number = Number(value);
  return number <= limit ? number : undefined;
}
