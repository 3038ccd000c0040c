import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Observation } from "../../src/model/observation.ts";
import { readRecording } from "../../src/sources/recording.ts";
import type { ExpectedVerdict } from "./recipe.ts";
import { recordingsFolder } from "./recordings-folder.ts";

/** A saved node and what a person who knows it says is wrong with it. */
export interface LabelledRecording {
  readonly name: string;
  readonly observation: Observation;
  readonly expected: ExpectedVerdict & { readonly about: string; readonly provenance: readonly string[] };
}

export function recordingNames(): readonly string[] {
  return readdirSync(recordingsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

export async function readLabelled(name: string): Promise<LabelledRecording> {
  const directory = join(recordingsFolder, name);
  const expected: LabelledRecording["expected"] = JSON.parse(readFileSync(join(directory, "expected.json"), "utf8"));
  return { name, observation: await readRecording(directory), expected };
}
