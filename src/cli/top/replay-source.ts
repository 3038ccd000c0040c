import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { TableSample } from "../../model/table-sample.ts";
import { InputError, inputErrorFromErrno } from "../../platform/input-error.ts";
import { viewId, wholeTable } from "../../report/top/top-view.ts";
import type { TakenSample, TopSource } from "./top-source.ts";

/**
 * Samples that were saved, one JSON value a line: what `ullage watch` writes, or bare samples. Records of other kinds are passed over. The file is read as
 * it is played.
 */
export async function openReplay(path: string): Promise<TopSource> {
  const records = readRecords(path);
  let ahead = await records.next();
  let isPlayed = false;
  // What watch begins with says whose table it was, and what of it.
  const begin = ahead.done !== true && "node" in ahead.value ? ahead.value : { node: basename(path), conditions: [] };
  return {
    facts: { node: begin.node, recording: basename(path), recordedConditions: begin.conditions },
    answersViews: false,
    async next(_, signal): Promise<TakenSample | undefined> {
      for (;;) {
        signal.throwIfAborted();
        const { value: record, done } = ahead;
        if (done === true && !isPlayed) throw new InputError("samples-unrecognised", path, "holds no sample");
        if (done === true) return undefined;
        ahead = await records.next();
        if (!("sample" in record)) continue;
        isPlayed = true;
        return { sample: record.sample, viewId: viewId(wholeTable) };
      }
    },
    close: async () => void (await records.return(undefined)),
  };
}

type ReplayRecord = { readonly sample: TableSample } | { readonly node: string; readonly conditions: readonly string[] };

async function* readRecords(path: string): AsyncGenerator<ReplayRecord, undefined> {
  let lineNumber = 0;
  for await (const line of readLines(path)) {
    lineNumber++;
    if (line.trim() === "") continue;
    const record = await parseRecord(line, `${path}, line ${lineNumber}`);
    if (record !== undefined) yield record;
  }
  return undefined;
}

async function* readLines(path: string): AsyncGenerator<string, void> {
  const file = createReadStream(path, "utf8");
  let begun = "";
  try {
    for await (const chunk of file) {
      const lines = (begun + chunk).split("\n");
      begun = lines.pop() ?? "";
      if (begun.length > maxLine) throw new InputError("file-too-large", path, `a line of more than ${maxLine} characters`);
      yield* lines;
    }
    yield begun;
  } catch (error) {
    throw inputErrorFromErrno(error, path) ?? error;
  } finally {
    file.destroy();
  }
}

/** 200 groups in eight dimensions are some 500 kB; this bounds what a wrong path can cost. */
const maxLine = 16 * 1024 * 1024;

/** Undefined for what is no sample: a finding, an event, a gap. */
async function parseRecord(line: string, place: string): Promise<ReplayRecord | undefined> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new InputError("samples-unrecognised", place, "not JSON", { cause: error });
  }
  if (typeof value === "object" && value !== null && "type" in value && value.type !== "sample")
    return value.type === "start" && "node" in value && typeof value.node === "string"
      ? { node: value.node, conditions: "filter" in value ? textsIn(value.filter) : [] }
      : undefined;
  const { tableSampleSchema } = await import("../../contract/table-sample.ts");
  const parsed = tableSampleSchema.safeParse(value);
  if (parsed.success) return { sample: parsed.data };
  const [issue] = parsed.error.issues;
  throw new InputError("samples-unrecognised", place, `${issue?.path.join(".") || "the line"}: ${issue?.message ?? "not a sample"}`, {
    cause: parsed.error,
  });
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
