import { learnNamesOf } from "../analysis/redaction/redact-snapshot.ts";
import type { TextRedactor } from "../analysis/redaction/text-redactor.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import type { Diagnosis } from "../model/verdict.ts";
import { createBundleRedactor } from "../operations/bundle-redactor.ts";
import type { JsonSchema } from "./answers/json-schema.ts";
import { mapAnswer } from "./answers/map-answer.ts";

/**
 * Names and addresses of others replaced in all that leaves, the same one always by the same, and put back in what comes in: so whoever asks can go on asking about
 * what he was told of. The key and what stands for what are in memory alone and end with the program.
 */
export class NameVeil {
  private readonly redactor: TextRedactor;
  private readonly originals = new Map<string, string>();

  constructor() {
    this.redactor = createBundleRedactor((original, replacement) => this.remember(original, replacement));
  }

  learnNames(texts: Iterable<string | undefined>): void {
    const names = [...texts].flatMap((text) => (text === undefined ? [] : text.split(/[/\s,:"'()]+/)));
    this.redactor.learnNames(names.filter((name) => /^[\w.-]{3,253}$/.test(name)));
  }

  learnSnapshot(snapshot: NodeSnapshot): void {
    learnNamesOf(snapshot, this.redactor);
  }

  learnDiagnosis({ node, culprits, victims, verdict }: Diagnosis): void {
    this.learnNames([
      node,
      ...culprits.flatMap(({ name, pod }) => [name, pod]),
      ...victims.flatMap(({ name, namespace }) => [name, namespace]),
      ...verdict.causes.flatMap(({ workload, pod }) => [workload, pod]),
    ]);
  }

  /** Text of a node, or words of ours and of a node mixed. */
  cover(text: string): string {
    return outsideOwnAddresses(text, (part) => this.redactor.text(part));
  }

  /** Words of ours, in which a node may be named. */
  coverOwnWords(text: string): string {
    return outsideOwnAddresses(text, (part) => this.redactor.ownWords(part));
  }

  /** First the names in it are learnt, so that each is found in every other text as well. */
  coverAnswer(value: unknown, schema: JsonSchema): unknown {
    const names: string[] = [];
    mapAnswer(value, schema, (text, { field, isUntrusted }) => {
      if (isUntrusted && isNameField(field) && isName(text)) names.push(text);
      return text;
    });
    this.learnNames(names);
    return mapAnswer(
      value,
      schema,
      (text, { isUntrusted, isVocabulary }) => {
        if (isVocabulary) return text;
        return isUntrusted ? this.cover(text) : this.coverOwnWords(text);
      },
      (name) => this.cover(name),
    );
  }

  uncover(text: string): string {
    const whole = this.originals.get(text);
    if (whole !== undefined) return whole;
    return text
      .replace(/name-[0-9a-f]{10}/g, (word) => this.originals.get(word) ?? word)
      .replace(
        /(?<![\w.])\d{1,3}(?:[.-]\d{1,3}){3}(?![\w.])|(?<![\w:])[0-9a-fA-F:]*:[0-9a-fA-F:.]+(?![\w:])/g,
        (address) => this.originals.get(address) ?? address,
      );
  }

  uncoverArguments(value: unknown): unknown {
    if (typeof value === "string") return this.uncover(value);
    if (Array.isArray(value)) return value.map((item) => this.uncoverArguments(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.uncoverArguments(inner)]));
  }

  private remember(original: string, replacement: string): void {
    // What is used again stays longest.
    this.originals.delete(replacement);
    this.originals.set(replacement, original);
    if (this.originals.size <= mostRemembered) return;
    const [oldest] = this.originals.keys();
    if (oldest !== undefined) this.originals.delete(oldest);
  }
}

/** Some 20 MB. */
const mostRemembered = 100_000;

/** The parts of our own addresses that are ours; a node's name in one is replaced all the same. */
function outsideOwnAddresses(text: string, cover: (part: string) => string): string {
  if (!text.includes("ullage://")) return cover(text);
  return text
    .split(/(ullage:\/\/(?:bundles|runbooks|explain)|\/files\/|\/findings\b)/)
    .map((part, at) => (at % 2 === 1 ? part : cover(part)))
    .join("");
}

/** Fields whose text is a path, a command or the name of a counter, and no name of anybody. */
const notNames: ReadonlySet<string> = new Set([
  "file",
  "path",
  "fullKey",
  "source",
  "command",
  "counter",
  "metric",
  "key",
  "logKey",
  "uri",
  "check",
  "type",
]);

function isNameField(field: string): boolean {
  return !notNames.has(field);
}

/** As Kubernetes and hosts have them: an underscore is in the names of counters and sysctls alone. */
function isName(text: string): boolean {
  return (
    /^[A-Za-z0-9][A-Za-z0-9.:/-]{2,252}$/.test(text) && !/^\d{4}-\d\d-\d\dT/.test(text) && !/^(?:eth|ens|eno|enp|bond|lo)\d*$/.test(text)
  );
}
