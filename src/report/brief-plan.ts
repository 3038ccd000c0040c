import type { Plan } from "../model/verdict.ts";

/** A plan as short as it can be followed: of its caution the first sentences, and examples in the languages of clients left to `explain` and to whoever asks for all. */
export function briefPlan<P extends Omit<Plan, "when">>({ caution, commands, ...plan }: P) {
  return { ...plan, commands: withoutExamples(commands), ...(caution === undefined ? {} : { caution: firstSentences(caution) }) };
}

/** Sections of code for developers are introduced by the name of the language alone. */
function withoutExamples(commands: readonly string[]): readonly string[] {
  const end = commands.findIndex((line) => /^# (?:Go|Java|Node\.js|Python)$/.test(line));
  return end < 0 ? commands : [...commands.slice(0, end), "# Examples for Go, Java, Node.js and Python: ask with a larger max_bytes"];
}

const enough = 160;

/** As many as have room, the first in any case. */
function firstSentences(text: string): string {
  const sentences = text.match(/.+?[.!?](?=\s+[A-Z(]|$)\s*/gs) ?? [text];
  let brief = sentences[0] ?? text;
  for (const sentence of sentences.slice(1)) {
    if (brief.length + sentence.length > enough) break;
    brief += sentence;
  }
  const shown = brief.trimEnd();
  return shown.length < text.trimEnd().length ? `${shown} …` : shown;
}
