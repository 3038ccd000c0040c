import type { JsonSchema } from "./json-schema.ts";
import { mapAnswer } from "./map-answer.ts";

/**
 * The answer with a next step that is ours alone. It is there to be followed, and the name of a node may stand in it as an argument; one that is no plain name but
 * several words is somebody's sentence, and is left out.
 */
export function withOwnNextStep(value: unknown, schema: JsonSchema): unknown {
  if (typeof value !== "object" || value === null || !("nextStep" in value) || typeof value.nextStep !== "string") return value;
  const sentences = new Set<string>();
  mapAnswer(value, schema, (text, { isUntrusted }) => {
    if (isUntrusted && text.length >= leastSentence && !/^[\w.:/@-]+$/.test(text)) sentences.add(text);
    return text;
  });
  let nextStep = value.nextStep;
  for (const sentence of [...sentences].sort((left, right) => right.length - left.length)) nextStep = nextStep.replaceAll(sentence, "…");
  return { ...value, nextStep };
}

const leastSentence = 6;
