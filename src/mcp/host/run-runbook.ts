import { diagnoseResultSchema } from "../../contract/diagnose-result.ts";
import { isRecord } from "../../model/json-value.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import { diagnosisOfAnswer } from "../../operations/agents/diagnosis-of-answer.ts";
import { pause } from "../../platform/pause.ts";
import { conditionState } from "../../runbooks/condition.ts";
import { fillCall, type KnownValue, type KnownValues } from "../../runbooks/perform/fill-call.ts";
import type { RunbookRun, StepEvidence, StepOutcome } from "../../runbooks/perform/runbook-run.ts";
import { stepEvidence } from "../../runbooks/perform/step-evidence.ts";
import { runbookOutput } from "../../runbooks/report/runbook-output.ts";
import type { Runbook, Step, StepLevel } from "../../runbooks/runbook.ts";
import type { ToolHost, ToolOutcome } from "./tool-host.ts";

export interface RunbookRunOptions {
  /** The node, instance or bundle that it is run for. */
  readonly node: string;
  /** Of the node, where that is known. */
  readonly clusterName?: string;
  /** Another node to compare with, where somebody named one. */
  readonly otherInstanceId?: string;
  /** Which steps are performed; MUST alone where this is missing. */
  readonly levels?: readonly StepLevel[];
  readonly signal: AbortSignal;
  /** Before a step is performed, and as its tool tells how far it is. */
  readonly onProgress?: (step: Step, message: string) => void;
  readonly onStep?: (outcome: StepOutcome) => void;
  /** Between two questions of how a collection stands. */
  readonly pollMs?: number;
}

/**
 * Performs a runbook's steps in their order, each by the tool that an agent would call. What fails is said and nothing is put in its place; the root cause is that
 * of the verdict. Rejects when the signal is aborted.
 */
export async function runRunbook(runbook: Runbook, host: Pick<ToolHost, "call">, options: RunbookRunOptions): Promise<RunbookRun> {
  return new Run(runbook, host, options).perform();
}

class Run {
  readonly #runbook: Runbook;
  readonly #host: Pick<ToolHost, "call">;
  readonly #options: RunbookRunOptions;
  readonly #steps: StepOutcome[] = [];
  #diagnosis: Diagnosis | undefined;
  #executionId: KnownValue = unknown("no collection was asked for");
  #findingIds: KnownValue = unknown("errors gave no answer");
  #findings: readonly StepEvidence[] = [];

  constructor(runbook: Runbook, host: Pick<ToolHost, "call">, options: RunbookRunOptions) {
    this.#runbook = runbook;
    this.#host = host;
    this.#options = options;
  }

  async perform(): Promise<RunbookRun> {
    for (const step of this.#runbook.steps) {
      this.#options.signal.throwIfAborted();
      const outcome = await this.#performStep(step);
      this.#options.signal.throwIfAborted();
      this.#steps.push(outcome);
      this.#options.onStep?.(outcome);
    }
    return this.#run();
  }

  #run(): RunbookRun {
    return {
      runbook: this.#runbook,
      instanceId: this.#options.node,
      steps: this.#steps,
      diagnosis: this.#diagnosis,
      findings: this.#findings,
    };
  }

  async #performStep(step: Step): Promise<StepOutcome> {
    const { levels = ["MUST"] } = this.#options;
    if (step.act.kind === "read") return { step, state: "for-the-reader", evidence: [] };
    if (!levels.includes(step.level)) return { step, state: "not-asked", evidence: [] };
    const undecided = this.#decide(step);
    if (undecided !== undefined) return undecided;
    switch (step.act.kind) {
      case "call":
        return this.#call(step, step.act.call);
      case "state":
        return { step, state: "done", evidence: [{ text: this.#stated(step.act.key) }] };
      case "decide":
        return { step, state: "holds", evidence: this.#decidedBy(step) };
    }
  }

  /** The outcome of a step whose condition does not hold; undefined where the step is to be performed. */
  #decide(step: Step): StepOutcome | undefined {
    if (step.where === undefined) return undefined;
    const verdict = this.#diagnosis?.verdict;
    const state = conditionState(step.where, verdict);
    if (state === "holds") return undefined;
    if (state === "does-not-hold") return { step, state, because: `the verdict is ${verdictText(this.#diagnosis)}`, evidence: [] };
    return { step, state, because: verdict === undefined ? "there is no verdict" : "the verdict is unknown", evidence: [] };
  }

  #decidedBy({ where }: Step): readonly StepEvidence[] {
    const { verdict, evidence = [] } = this.#diagnosis ?? {};
    if (verdict === undefined || where === undefined) return [];
    const because = [...verdict.lookAlikes, ...verdict.causes]
      .filter(({ id }) => where.ids.includes(id))
      .map((item) => ({ text: `${item.id} (${item.confidence}): ${item.because}` }));
    if (because.length > 0) return because;
    const deciding = evidence
      .filter(({ speaks }) => speaks === "for")
      .map(({ id, content, source }) => ({ id, text: content, at: source }));
    return [{ text: `${verdict.limit} (${verdict.confidence}): ${verdict.summary}` }, ...deciding.slice(0, 4)];
  }

  async #call(step: Step, call: Parameters<typeof fillCall>[0]): Promise<StepOutcome> {
    const filled = fillCall(call, this.#known());
    if (!filled.ok) return { step, state: "not-evaluated", because: filled.because, evidence: [] };
    const outcome = await this.#ask(step, call.tool, filled.input);
    if (!outcome.ok) {
      const { code, message, next } = outcome.failure;
      return { step, state: "not-evaluated", because: `${code}: ${message.replace(/\.$/, "")}. ${next}`, call: filled.text, evidence: [] };
    }
    const lacking = this.#learn(call.tool, outcome.value) ?? unansweredIn(outcome.value);
    if (lacking !== undefined) return { step, state: "not-evaluated", because: lacking, call: filled.text, evidence: [] };
    return { step, state: "done", call: filled.text, evidence: stepEvidence(outcome.value), ...gapsOf(outcome.value) };
  }

  /** A collection that is under way is asked after until it has ended. */
  async #ask(step: Step, tool: string, input: Readonly<Record<string, unknown>>): Promise<ToolOutcome> {
    const { signal, onProgress, pollMs = 500 } = this.#options;
    onProgress?.(step, tool);
    const whole = tool === "diagnose" ? { ...input, max_bytes: 1_000_000 } : input;
    for (;;) {
      const outcome = await this.#host.call(tool, whole, {
        signal,
        onProgress: (done, total, message) =>
          onProgress?.(step, `${tool}: ${message}${total === undefined ? "" : ` (${done} of ${total})`}`),
      });
      signal.throwIfAborted();
      if (tool !== "status" || !outcome.ok || !isUnderWay(outcome.value)) return outcome;
      onProgress?.(step, "waiting for the collection");
      await pause(pollMs, signal);
    }
  }

  /** Keeps what later steps ask for; words where the answer is none. */
  #learn(tool: string, value: Readonly<Record<string, unknown>>): string | undefined {
    if (tool === "diagnose") {
      const parsed = diagnoseResultSchema.safeParse(value);
      if (!parsed.success) return "the answer of diagnose was not what it has to be";
      this.#diagnosis = diagnosisOfAnswer(parsed.data);
    }
    if (tool === "collect" && typeof value["executionId"] === "string") this.#executionId = { known: true, value: value["executionId"] };
    if (tool === "errors") this.#keepFindings(value["findings"]);
    return tool === "status" || tool === "collect" ? failureOfRun(value) : undefined;
  }

  #keepFindings(listed: unknown): void {
    const found = (Array.isArray(listed) ? listed : []).filter(isRecord);
    const sources = new Set(
      this.#runbook.triggers.flatMap((trigger) => (trigger.kind === "check" || trigger.kind === "pattern" ? [trigger.id] : [])),
    );
    const ours = found.filter(({ pattern }) => typeof pattern === "string" && sources.has(pattern));
    const ids = (ours.length > 0 ? ours : found).map(({ finding_id: id }) => id).filter((id) => typeof id === "string");
    this.#findingIds = ids.length === 0 ? unknown("errors gave no findings") : { known: true, value: ids.slice(0, mostFindings) };
    const logged = ours.filter(({ from }) => from === "log");
    this.#findings = logged.length === 0 ? [] : stepEvidence({ findings: logged });
  }

  #known(): KnownValues {
    const { node, clusterName, otherInstanceId } = this.#options;
    const client = clientOf(this.#diagnosis);
    return {
      instanceId: { known: true, value: node },
      executionId: this.#executionId,
      findingIds: this.#findingIds,
      clusterName: { known: true, value: clusterName },
      client: client === undefined ? unknown("the verdict names no client") : { known: true, value: client },
      otherInstanceId: otherInstanceId === undefined ? unknown("nobody named another node") : { known: true, value: otherInstanceId },
    };
  }

  #stated(key: string): string {
    const output = runbookOutput(this.#run());
    switch (key) {
      case "root_cause":
        return `${output.root_cause}: ${output.because}`;
      case "severity":
        return output.severity;
      case "evidence":
        return output.evidence.length === 0 ? "none" : [...new Set(output.evidence.map(({ type }) => type))].join(", ");
      default: {
        const ratings = Map.groupBy(this.#diagnosis?.plans ?? [], ({ rating }) => rating);
        return ratings.size === 0 ? "none" : [...ratings].map(([rating, plans]) => `${plans.length} ${rating}`).join(", ");
      }
    }
  }
}

const mostFindings = 20;

/** A cause may point at another one than the largest; commands and questions need an address where there is one. */
function clientOf(diagnosis: Diagnosis | undefined): string | undefined {
  const [cause] = diagnosis?.verdict.causes ?? [];
  const [culprit] = diagnosis?.culprits ?? [];
  return cause?.address ?? cause?.workload ?? culprit?.address ?? culprit?.name;
}

function unknown(because: string): KnownValue {
  return { known: false, because };
}

function verdictText(diagnosis: Diagnosis | undefined): string {
  if (diagnosis === undefined) return "not there";
  const { limit, lookAlikes } = diagnosis.verdict;
  return [limit, ...lookAlikes.map(({ id }) => id)].join(", ");
}

function isUnderWay({ task }: Readonly<Record<string, unknown>>): boolean {
  return isRecord(task) && task["state"] === "running";
}

function failureOfRun({ task }: Readonly<Record<string, unknown>>): string | undefined {
  if (!isRecord(task) || (task["state"] !== "failed" && task["state"] !== "cancelled")) return undefined;
  return `the collection ${task["state"] === "failed" ? "failed" : "was cancelled"}${typeof task["message"] === "string" ? `: ${task["message"]}` : ""}`;
}

/** A tool that could answer nothing at all names what it lacked, and the file wanted. */
function unansweredIn({ confidence, notEvaluated }: Readonly<Record<string, unknown>>): string | undefined {
  const questions = (Array.isArray(notEvaluated) ? notEvaluated : []).filter(isRecord).filter(({ what }) => typeof what === "string");
  if (confidence !== "none" || questions.length === 0) return undefined;
  return questions
    .map(({ what, because, fileWanted }) => `${what}: ${because}${fileWanted === undefined ? "" : ` (wanted: ${fileWanted})`}`)
    .join("; ");
}

/** An answer that is not whole says so itself. */
function gapsOf({ gaps }: Readonly<Record<string, unknown>>): { readonly because?: string } {
  if (!Array.isArray(gaps) || gaps.length === 0) return {};
  const said = gaps.slice(0, 3).map(String).join("; ");
  return { because: `not all: ${said}${gaps.length > 3 ? `; and ${gaps.length - 3} more` : ""}` };
}
