import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { ToolContract } from "../contract/tools/tool-contract.ts";
import { isRecord } from "../model/json-value.ts";
import { failureOfInput } from "../operations/failure-of-input.ts";
import { InputError } from "../platform/input-error.ts";
import { ToolFailure } from "../platform/tool-failure.ts";
import { Turns } from "../platform/turns.ts";
import type { Document } from "../report/document.ts";
import { harmlessText } from "../report/harmless-text.ts";
import { bytesOfJson } from "./answers/answer-bytes.ts";
import { failureText } from "./answers/answer-text.ts";
import { type FittedAnswer, fitAnswer, sentBytes } from "./answers/fit-answer.ts";
import { harmlessLines } from "./answers/harmless-lines.ts";
import { type JsonSchema, schemasOf } from "./answers/json-schema.ts";
import { mapAnswer } from "./answers/map-answer.ts";
import { mapDocument } from "./answers/map-document.ts";
import { withOwnNextStep } from "./answers/own-next-step.ts";
import { plainName } from "./answers/plain-name.ts";
import type { NameVeil } from "./name-veil.ts";
import { readInput } from "./read-input.ts";
import type { ResourceLink, Tool, ToolAnswer, ToolCall, ToolContext } from "./tool.ts";
import { takenArguments } from "./veiled-arguments.ts";
import { veiledContext } from "./veiled-context.ts";

export interface ToolHostOptions {
  readonly maxConcurrent: number;
  /** How many may wait beside them; whoever comes then is told `busy`. */
  readonly maxWaiting?: number;
  /** Of a call that only reads; one that collects has `collectDeadlineMs`. */
  readonly deadlineMs?: number;
  readonly collectDeadlineMs?: number;
  /** Names and addresses are replaced in all that leaves. */
  readonly veil?: NameVeil;
  /** What cannot be kept or collected here, said in the gaps of whatever was to do it. */
  readonly remarks?: readonly string[];
  /** Whether every answer is held against its schema; by itself where the program runs from its sources. */
  readonly checksOutput?: boolean;
}

export interface ToolHostCall {
  readonly signal: AbortSignal;
  readonly onProgress?: ((done: number, total: number | undefined, message: string) => void) | undefined;
}

export type ToolOutcome =
  | {
      readonly ok: true;
      readonly value: Readonly<Record<string, unknown>>;
      readonly words: Document | undefined;
      readonly links: readonly ResourceLink[];
      /** What a language model reads of it. */
      readonly text: string;
    }
  | { readonly ok: false; readonly failure: ToolFailure; readonly text: string };

/** Every call of a tool goes through here, whoever makes it: a client of the server, or a runbook. */
export interface ToolHost {
  readonly tools: readonly Tool[];
  /** With names learnt and covered, where they are. */
  readonly context: ToolContext;
  /** Never rejects. */
  call(name: string, input: unknown, call: ToolHostCall): Promise<ToolOutcome>;
  /** Anything else that is asked of the sources, within the same bounds. Throws ToolFailure, with names covered as in an answer. */
  perform<T>(what: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** What runs and waits. */
  load(): { readonly running: number; readonly waiting: number };
}

export function createToolHost(tools: readonly Tool[], context: ToolContext, options: ToolHostOptions): ToolHost {
  return new Host(tools, context, options);
}

const defaultDeadlineMs = 60_000;
const defaultCollectDeadlineMs = 330_000;
/** A tool that does not look at its signal holds its place for so long and no longer. */
const graceMs = 5_000;
/** What stands around the value and the text; and a value that is its own text is sent twice. */
const envelopeBytes = 900;
const valueShare = 0.45;
/** What the protocol puts beside content and structure: since 2026 who answered, and what kind of result it is. */
const protocolBytes = 160;
/** Of the type that each link has there. */
const linkBytes = 30;

class Host implements ToolHost {
  readonly tools: readonly Tool[];
  readonly context: ToolContext;
  private readonly byName: ReadonlyMap<string, Tool>;
  private readonly names: readonly string[];
  private readonly turns: Turns;
  private readonly options: ToolHostOptions;

  constructor(tools: readonly Tool[], context: ToolContext, options: ToolHostOptions) {
    this.tools = tools;
    this.context = options.veil === undefined ? context : veiledContext(context, options.veil);
    this.byName = new Map(tools.map((tool) => [tool.contract.name, tool]));
    this.names = [...this.byName.keys()];
    this.turns = new Turns(options.maxConcurrent, options.maxWaiting ?? Math.max(64, options.maxConcurrent * 8));
    this.options = options;
  }

  load() {
    return this.turns.size;
  }

  async call(name: string, input: unknown, call: ToolHostCall): Promise<ToolOutcome> {
    const { deadlineMs = defaultDeadlineMs, collectDeadlineMs = defaultCollectDeadlineMs } = this.options;
    const tool = this.byName.get(name);
    const longestMs = tool === undefined || tool.contract.annotations.readOnly ? deadlineMs : collectDeadlineMs;
    const deadline = AbortSignal.timeout(longestMs);
    const signal = AbortSignal.any([call.signal, deadline]);
    try {
      if (tool === undefined)
        throw new ToolFailure("bad-argument", `there is no tool ${name.slice(0, 60)}`, { next: `The tools are ${this.names.join(", ")}.` });
      const answer = await this.answer(tool, input, { ...call, signal });
      return { ok: true, ...answer };
    } catch (error) {
      const failure = this.covered(this.failureOf(name, error, call.signal, deadline, longestMs));
      return { ok: false, failure, text: failureText(tool?.contract.name ?? "ullage", failure) };
    }
  }

  private async answer(
    tool: Tool,
    input: unknown,
    call: ToolHostCall,
  ): Promise<FittedAnswer & { readonly links: readonly ResourceLink[] }> {
    const { contract } = tool;
    const { veil } = this.options;
    const { signal } = call;
    const taken =
      veil === undefined
        ? input
        : await this.inTurn(signal, () => takenArguments(contract, input, { veil, context: this.context, signal }));
    const given = readInput(contract, taken);
    const veiled = veil === undefined || !isRecord(input) ? {} : { veiled: { shown: (text: string) => veil.cover(text), asked: input } };
    return this.inTurn(call.signal, () => this.run(tool, given, { ...call, ...veiled }, mostBytesOf(given)));
  }

  async perform<T>(what: string, callerSignal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { deadlineMs = defaultDeadlineMs } = this.options;
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = AbortSignal.any([callerSignal, deadline]);
    try {
      return await this.inTurn(signal, () => work(signal));
    } catch (error) {
      throw this.covered(this.failureOf(what, error, callerSignal, deadline, deadlineMs));
    }
  }

  private async inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const giveBack = await this.turns.take(signal);
    const running = work();
    // The place is free when the work has ended, and not before: what nobody waits for takes as much as what somebody does.
    void settled(running, signal).then(giveBack);
    return raced(running, signal);
  }

  private async run(
    tool: Tool,
    given: object,
    { signal, onProgress, ...veiled }: ToolHostCall & Pick<ToolCall, "veiled">,
    mostBytes: number,
  ) {
    const { contract } = tool;
    const schema = schemasOf(contract).output;
    let maxBytes = Math.floor((mostBytes - envelopeBytes) * valueShare);
    for (let attempt = 0; ; attempt++) {
      // `readInput` has given what the contract says.
      const answer = await tool.run(given as never, this.context, {
        ...veiled,
        signal,
        maxBytes,
        onProgress: (done, total, message) => this.progress(onProgress, signal, done, total, message),
      });
      signal.throwIfAborted();
      if (this.options.checksOutput ?? import.meta.url.endsWith(".ts")) checkOutput(contract, answer.value);
      const shown = this.shown(contract.name, this.withRemarks(tool, withPassedOver(answer, given)), schema);
      const links = this.shownLinks(answer.links ?? []);
      const fitted = fitAnswer(shown, mostBytes - protocolBytes - linkBytes * links.length - bytesOfJson(links));
      // Cut by us, a page would lose what stands between its end and the next one's beginning.
      if (!givesPages(schema) || isPageWhole(fitted.value, shown.value) || attempt === mostAttempts) return { ...fitted, links };
      const whole = sentBytes({ value: shown.value, text: fitAnswer(shown, Number.POSITIVE_INFINITY).text });
      // The least that a tool gives, where even less than was thought has room.
      maxBytes = attempt === mostAttempts - 1 ? 1 : Math.floor(maxBytes * Math.min(0.9, (mostBytes / whole) * 0.9));
    }
  }

  /** Harmless and covered; from here on nothing else leaves. */
  private shown(tool: string, { value, words, keeps = {} }: ToolAnswer<unknown>, schema: JsonSchema) {
    const { veil } = this.options;
    const harmless = withOwnNextStep(mapAnswer(value, schema, harmlessLines, harmlessLines), schema);
    // A report has its lines by itself: one that a name brings would look like the next of them.
    const cover = (text: string, isOwn: boolean) => {
      const shown = harmlessText(text);
      if (veil === undefined) return shown;
      return isOwn ? veil.coverOwnWords(shown) : veil.cover(shown);
    };
    // An answer is an object, and stays one.
    const covered = (veil === undefined ? harmless : veil.coverAnswer(harmless, schema)) as Readonly<Record<string, unknown>>;
    return {
      tool,
      value: covered,
      words: words === undefined ? undefined : mapDocument(words, cover),
      schema,
      tools: this.names,
      keeps,
      isPage: givesPages(schema),
    };
  }

  private withRemarks({ contract }: Tool, answer: ToolAnswer<unknown>): ToolAnswer<unknown> {
    const { remarks = [] } = this.options;
    return contract.annotations.readOnly ? answer : withGaps(answer, remarks);
  }

  private shownLinks(links: readonly ResourceLink[]): readonly ResourceLink[] {
    const { veil } = this.options;
    const cover = (text: string) => harmlessLines(veil === undefined ? text : veil.cover(text));
    return links.map(({ uri, name, description, ...rest }) => ({
      ...rest,
      uri: cover(uri),
      name: plainName(cover(name), "resource"),
      ...(description === undefined ? {} : { description: cover(description) }),
    }));
  }

  private progress(
    onProgress: ToolHostCall["onProgress"],
    signal: AbortSignal,
    done: number,
    total: number | undefined,
    message: string,
  ): void {
    if (signal.aborted) return;
    const harmless = harmlessLines(message).slice(0, 500);
    onProgress?.(done, total, this.options.veil?.cover(harmless) ?? harmless);
  }

  private failureOf(what: string, error: unknown, caller: AbortSignal, deadline: AbortSignal, longestMs: number): ToolFailure {
    if (caller.aborted) return new ToolFailure("cancelled", "the call was taken back");
    if (deadline.aborted) return new ToolFailure("timed-out", `no answer within ${longestMs / 1000} s`);
    if (error instanceof ToolFailure) return error;
    if (error instanceof InputError) return failureOfInput(error);
    if (error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")) {
      return new ToolFailure("disk-full", error.message, { cause: error });
    }
    const reference = randomBytes(4).toString("hex");
    // The reference is part of the message, so that the log's own bound on repetitions leaves none out.
    this.context.logger.error(`a tool failed by a bug, reference ${reference}`, {
      what,
      stack: error instanceof Error ? error.stack : String(error),
    });
    return new ToolFailure("server-bug", `reference ${reference}`);
  }

  private covered(failure: ToolFailure): ToolFailure {
    const { veil } = this.options;
    const cover = (text: string) => harmlessLines(veil === undefined ? text : veil.cover(text)).slice(0, longestMessage);
    return new ToolFailure(failure.code, cover(failure.message), { next: cover(failure.next) });
  }
}

const mostAttempts = 4;
const longestMessage = 4_000;

function mostBytesOf(given: object): number {
  const bytes = "max_bytes" in given ? given.max_bytes : undefined;
  return typeof bytes === "number" ? bytes : 25_000;
}

function givesPages({ properties = {} }: JsonSchema): boolean {
  return ["nextPageToken", "nextChunkToken", "hasMore"].some((field) => Object.hasOwn(properties, field));
}

/** What else is cut is on no other page either. */
function isPageWhole(fitted: Readonly<Record<string, unknown>>, given: Readonly<Record<string, unknown>>): boolean {
  return fitted === given || ["findings", "content"].every((field) => isDeepStrictEqual(fitted[field], given[field]));
}

/** A parameter of the tools that these have their names from: there is no other region here to be asked. */
function withPassedOver(answer: ToolAnswer<unknown>, given: object): ToolAnswer<unknown> {
  const hasRegion = "region" in given && given.region !== undefined;
  const gaps: unknown = isRecord(answer.value) ? answer.value["gaps"] : undefined;
  const isSaid = Array.isArray(gaps) && gaps.some((gap) => String(gap).includes("region"));
  return hasRegion && !isSaid ? withGaps(answer, ["The parameter region was passed over: what answers here is of one place."]) : answer;
}

function withGaps(answer: ToolAnswer<unknown>, more: readonly string[]): ToolAnswer<unknown> {
  const { value } = answer;
  if (more.length === 0 || !isRecord(value)) return answer;
  const gaps: unknown = value["gaps"];
  return { ...answer, value: { ...value, gaps: [...(Array.isArray(gaps) ? gaps : []), ...more] } };
}

/** A bug of ours, told where somebody is there to mend it. */
function checkOutput(contract: ToolContract, value: unknown): void {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  const parsed = contract.output.safeParse(plain);
  if (!parsed.success) throw new Error(`${contract.name} gave what its schema does not allow: ${parsed.error.message}`);
  if (!isDeepStrictEqual(parsed.data, plain)) throw new Error(`${contract.name} gave a field that its schema does not declare`);
}

/** What does not look at its signal is left behind when nobody waits for it any longer. */
function raced<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

async function settled(running: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const ended = running.then(
    () => {},
    () => {},
  );
  const late = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(late.resolve, graceMs).unref();
  };
  signal.addEventListener("abort", wait, { once: true });
  await Promise.race([ended, late.promise]);
  signal.removeEventListener("abort", wait);
  clearTimeout(timer);
}
