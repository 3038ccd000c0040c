import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../../model/json-value.ts";
import { failureOfInput } from "../../operations/failure-of-input.ts";
import { InputError } from "../../platform/input-error.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { Document } from "../../report/document.ts";
import { bytesOfJson } from "../answers/answer-bytes.ts";
import { type AnswerToShow, failureText } from "../answers/answer-text.ts";
import { type FittedAnswer, fitAnswer, sentBytes } from "../answers/fit-answer.ts";
import { type JsonSchema, schemasOf } from "../answers/json-schema.ts";
import type { ResourceLink, Tool, ToolCall, ToolContext } from "../tool.ts";
import type { NameVeil } from "../veil/name-veil.ts";
import { shownLines } from "../veil/shown-lines.ts";
import { takenArguments } from "../veil/taken-arguments.ts";
import { veiledContext } from "../veil/veiled-context.ts";
import { withGaps, withPassedOver } from "./added-gaps.ts";
import { BoundedWork, type WorkBounds } from "./bounded-work.ts";
import { checkOutput } from "./check-output.ts";
import { readInput } from "./read-input.ts";
import { shownAnswer, shownFailure } from "./shown-answer.ts";

export interface ToolHostOptions extends WorkBounds {
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
  private readonly work: BoundedWork;
  private readonly options: ToolHostOptions;

  constructor(tools: readonly Tool[], context: ToolContext, options: ToolHostOptions) {
    this.tools = tools;
    this.context = options.veil === undefined ? context : veiledContext(context, options.veil);
    this.byName = new Map(tools.map((tool) => [tool.contract.name, tool]));
    this.names = [...this.byName.keys()];
    this.work = new BoundedWork(options);
    this.options = options;
  }

  load() {
    return this.work.load;
  }

  async call(name: string, input: unknown, call: ToolHostCall): Promise<ToolOutcome> {
    const { deadlineMs = defaultDeadlineMs, collectDeadlineMs = defaultCollectDeadlineMs } = this.options;
    const tool = this.byName.get(name);
    const longestMs = tool === undefined || tool.contract.annotations.readOnly ? deadlineMs : collectDeadlineMs;
    const done = await this.within(longestMs, name, call.signal, async (signal) => {
      if (tool !== undefined) return this.answer(tool, input, { ...call, signal });
      throw new ToolFailure("bad-argument", `there is no tool ${name.slice(0, 60)}`, { next: `The tools are ${this.names.join(", ")}.` });
    });
    if (done.ok) return { ok: true, ...done.value };
    return { ...done, text: failureText(tool?.contract.name ?? "ullage", done.failure) };
  }

  async perform<T>(what: string, callerSignal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { deadlineMs = defaultDeadlineMs } = this.options;
    const done = await this.within(deadlineMs, what, callerSignal, (signal) => this.work.inTurn(signal, () => work(signal)));
    if (done.ok) return done.value;
    throw done.failure;
  }

  /** Never rejects. */
  private async within<T>(
    longestMs: number,
    what: string,
    caller: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: ToolFailure }> {
    const deadline = AbortSignal.timeout(longestMs);
    try {
      return { ok: true, value: await work(AbortSignal.any([caller, deadline])) };
    } catch (error) {
      const failure = caller.aborted
        ? new ToolFailure("cancelled", "the call was taken back")
        : deadline.aborted
          ? new ToolFailure("timed-out", `no answer within ${longestMs / 1000} s`)
          : this.failureOf(what, error);
      return { ok: false, failure: shownFailure(failure, this.options.veil) };
    }
  }

  private async answer(tool: Tool, input: unknown, call: ToolHostCall): Promise<ShownToolAnswer> {
    const { contract } = tool;
    const { veil } = this.options;
    const { signal } = call;
    const taken =
      veil === undefined
        ? input
        : await this.work.inTurn(signal, () => takenArguments(contract, input, { veil, context: this.context, signal }));
    const given = readInput(contract, taken);
    const veiled = veil === undefined || !isRecord(input) ? {} : { veiled: { shown: (text: string) => veil.cover(text), asked: input } };
    return this.work.inTurn(signal, () => this.run(tool, given, { ...call, ...veiled }, mostBytesOf(given)));
  }

  private async run(
    tool: Tool,
    given: object,
    { signal, onProgress, ...veiled }: ToolHostCall & Pick<ToolCall, "veiled">,
    mostBytes: number,
  ): Promise<ShownToolAnswer> {
    const { contract } = tool;
    const { veil, remarks = [] } = this.options;
    const schema = schemasOf(contract).output;
    let maxBytes = Math.floor((mostBytes - envelopeBytes) * valueShare);
    for (let attempt = 0; ; attempt++) {
      // `readInput` has given what the contract says.
      const answer = await tool.run(given as never, this.context, {
        ...veiled,
        signal,
        maxBytes,
        onProgress: (done, total, message) => {
          if (!signal.aborted) onProgress?.(done, total, shownLines(message, veil).slice(0, longestProgress));
        },
      });
      signal.throwIfAborted();
      if (this.options.checksOutput ?? import.meta.url.endsWith(".ts")) checkOutput(contract, answer.value);
      const said = withGaps(withPassedOver(answer, given), contract.annotations.readOnly ? [] : remarks);
      const { links, ...shown } = shownAnswer(said, schema, veil);
      const whole: AnswerToShow = {
        ...shown,
        ...{ tool: contract.name, schema, tools: this.names, keeps: answer.keeps ?? {} },
        ...{ isPage: givesPages(schema), isVeiled: veil !== undefined },
      };
      const fitted = fitAnswer(whole, mostBytes - protocolBytes - linkBytes * links.length - bytesOfJson(links));
      // Cut by us, a page would lose what stands between its end and the next one's beginning.
      if (whole.isPage !== true || isPageWhole(fitted.value, shown.value) || attempt === mostAttempts) return { ...fitted, links };
      const wholeBytes = sentBytes({ value: shown.value, text: fitAnswer(whole, Number.POSITIVE_INFINITY).text });
      // The least that a tool gives, where even less than was thought has room.
      maxBytes = attempt === mostAttempts - 1 ? 1 : Math.floor(maxBytes * Math.min(0.9, (mostBytes / wholeBytes) * 0.9));
    }
  }

  private failureOf(what: string, error: unknown): ToolFailure {
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
}

type ShownToolAnswer = FittedAnswer & { readonly links: readonly ResourceLink[] };

const mostAttempts = 4;
const longestProgress = 500;

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
