import { isPublicWord } from "../analysis/redaction/public-words.ts";
import { learnNamesOf } from "../analysis/redaction/redact-snapshot.ts";
import type { TextRedactor } from "../analysis/redaction/text-redactor.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import type { Owner } from "../model/owner.ts";
import type { Diagnosis } from "../model/verdict.ts";
import { createBundleRedactor } from "../operations/bundle-redactor.ts";
import type { JsonSchema } from "./answers/json-schema.ts";
import { mapAnswer } from "./answers/map-answer.ts";
import { isOwnWord } from "./own-words.ts";
import { resourceAddress } from "./resources/resource-uris.ts";
import { ToldNames } from "./told-names.ts";

/**
 * Names and addresses of others replaced in all that leaves, the same one always by the same, and put back in what comes in: so whoever asks can go on asking about
 * what he was told of. The key and what stands for what are in memory alone and end with the program.
 */
export class NameVeil {
  private readonly redactor: TextRedactor;
  private readonly told = new ToldNames();
  /** Names that are too short, or too much like words, to be replaced wherever they stand. */
  private readonly slight = new Set<string>();
  private readonly names = new Set<string>();
  private readonly commands = new Set<string>();
  private readonly quoted = new Set<string>();
  /** Those of the slight ones that are no words. */
  private short: RegExp | undefined;
  private isLooking = false;

  constructor() {
    this.redactor = createBundleRedactor((original, replacement) => {
      if (!this.isLooking) this.told.remember(original, replacement);
    });
  }

  /** Names, or texts that they stand in between strokes and spaces, as in `Deployment shop/checkout`. */
  learnNames(texts: Iterable<string | undefined>): void {
    const strong: string[] = [];
    for (const text of texts) {
      const parts = text?.split(/[^\p{L}\p{N}_./-]+/u).filter((part) => part !== "" && part.length <= longestName) ?? [];
      for (const part of parts) {
        const names = part.split("/").filter((name) => name !== "" && !isPublicWord(name));
        const slight = names.filter(isSlight);
        for (const name of slight) this.learnSlight(name);
        // Beside another name it is one, whatever it is by itself.
        if (slight.length > 0 && names.length > 1) strong.push(part.replace(/^\/|\/$/g, ""));
        strong.push(...names.filter((name) => !isSlight(name)));
      }
    }
    // The redactor puts its expression together anew for each that it learns, which takes a tenth of a second where it knows twenty thousand.
    const unknown = strong.filter((name) => !this.names.has(name));
    if (unknown.length === 0) return;
    for (const name of unknown) this.names.add(name);
    this.redactor.learnNames(unknown);
  }

  learnSnapshot(snapshot: NodeSnapshot): void {
    learnNamesOf(snapshot, {
      learnNames: (names) => this.learnNames(names),
      learnCommands: (names) => this.learnCommands(names),
    });
    const { podNetworks, addressOwners } = snapshot.parts;
    if (podNetworks?.status === "present") this.learnNames(podNetworks.value.map(({ name, namespace }) => pairOf({ name, namespace })));
    if (addressOwners?.status !== "present") return;
    const { claims, services, nodePorts, sockets, hostPods = [] } = addressOwners.value;
    const owners: readonly Owner[] = [...[...claims, ...services, ...nodePorts, ...sockets].map(({ owner }) => owner), ...hostPods];
    this.learnNames(owners.flatMap((owner) => [pairOf(owner), owner.workload === undefined ? undefined : pairOf(owner.workload)]));
  }

  private learnCommands(names: Iterable<string>): void {
    const unknown = [...names].filter((name) => !isSlight(name) && !this.commands.has(name));
    if (unknown.length === 0) return;
    for (const name of unknown) this.commands.add(name);
    this.redactor.learnCommands(unknown);
  }

  learnDiagnosis({ node, culprits, victims, verdict }: Diagnosis): void {
    this.learnNames([
      node,
      ...culprits.flatMap(({ name, pod }) => [name, pod]),
      ...victims.flatMap(({ name, namespace }) => [pairOf({ name, namespace }), name]),
      ...verdict.causes.flatMap(({ workload, pod }) => [workload, pod]),
    ]);
  }

  /** Folders and files of logs are named for pods, and the collectors' own for nodes. */
  learnPaths(paths: readonly string[]): void {
    for (const path of paths) {
      for (const segment of path.split("/")) {
        const [, namespace, pod] = /^([a-z0-9-]+)_([a-z0-9.-]+)_[0-9a-f-]{4,36}$/.exec(segment) ?? [];
        const [, podOfLog, namespaceOfLog] = /^([a-z0-9.-]+)_([a-z0-9-]+)_[a-z0-9-]+-[0-9a-f]{12,64}\.log/.exec(segment) ?? [];
        const [, named] = /^(?:node|pod|aws)_([a-z0-9.-]+)$/.exec(segment) ?? [];
        this.learnNames([namespace, pod, podOfLog, namespaceOfLog, named?.replace(/\.(?:txt|json|log)$/, "")]);
        // A short one stands beside the other's, and is known by it.
        if (namespace !== undefined) this.learnNames([`${namespace}_${pod}`]);
      }
    }
  }

  /** Text of a node, or words of ours and of a node mixed. */
  cover(text: string): string {
    if (this.slight.has(text)) return this.coverSlight(text);
    this.learnQuoted(text);
    return coveredAddresses(this.withoutBrokenEnds(text), (part) => this.withoutShort(this.redactor.text(part)));
  }

  /** Words of ours, in which a node may be named. */
  coverOwnWords(text: string): string {
    return coveredAddresses(text, (part) => this.withoutShort(this.redactor.ownWords(part)));
  }

  /** First the names in it are learnt, so that each is found in every other text as well. */
  coverAnswer(value: unknown, schema: JsonSchema): unknown {
    const names: string[] = [];
    mapAnswer(value, schema, (text, { field, isUntrusted }) => {
      if (isUntrusted && nameFields.has(field)) names.push(text);
      return text;
    });
    this.learnNames(names);
    return mapAnswer(
      value,
      schema,
      (text, { field, isUntrusted, isVocabulary }) => {
        if (isVocabulary) return text;
        return isUntrusted && !ownWordFields.has(field) ? this.cover(text) : this.coverOwnWords(text);
      },
      (name) => this.cover(name),
    );
  }

  uncover(text: string): string {
    return this.told.originalOf(text);
  }

  uncoverArguments(value: unknown): unknown {
    if (typeof value === "string") return this.uncover(value);
    if (Array.isArray(value)) return value.map((item) => this.uncoverArguments(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [this.uncover(name), this.uncoverArguments(inner)]));
  }

  /** Whether something in it is shown otherwise: a name or an address as the node has it, which nobody was told of. */
  hasOwnNames(text: string): boolean {
    const rest = this.told.without(text.replace(/\\([^\w\s])/g, "$1"));
    this.isLooking = true;
    try {
      return (this.short !== undefined && rest.search(this.short) >= 0) || this.redactor.ownWords(rest) !== rest;
    } finally {
      this.isLooking = false;
    }
  }

  /** What a log line or JSON calls a pod or a node by its key is its name wherever else it stands. */
  private learnQuoted(text: string): void {
    if (!text.includes('"')) return;
    const quoted = [...text.matchAll(quotedName)].flatMap(([, log, json]) => log ?? json ?? []);
    const unknown = quoted.filter((name) => !this.quoted.has(name) && isName(name));
    if (unknown.length === 0) return;
    for (const name of unknown) this.quoted.add(name);
    this.learnNames(unknown);
  }

  private learnSlight(name: string): void {
    if (this.slight.has(name)) return;
    this.slight.add(name);
    const short = [...this.slight].filter((known) => !isOwnWord(known)).map((known) => known.replace(/[^\w]/g, "\\$&"));
    // Two letters behind a colon are of an address.
    if (short.length > 0) this.short = new RegExp(`(?<![A-Za-z0-9:])(?:${short.join("|")})(?![A-Za-z0-9]|:[0-9a-f]{2}\\b)`, "g");
  }

  private withoutShort(text: string): string {
    return this.short === undefined ? text : text.replace(this.short, (name) => this.coverSlight(name));
  }

  private coverSlight(name: string): string {
    // A sign in it that no name has, so that it is as long as one.
    const covered = this.redactor.name(`${name}~`);
    this.told.remember(name, covered);
    return covered;
  }

  /** Where a long text was cut, a part of a name is left that no longer looks like it. */
  private withoutBrokenEnds(text: string): string {
    if (text.length < leastCut) return text;
    const [last = ""] = /[\p{L}\p{N}_.-]+(?=…?$)/u.exec(text) ?? [];
    const [first = ""] = /^[\p{L}\p{N}_.-]+/u.exec(text) ?? [];
    const end =
      this.isPart(last, (name) => name.startsWith(last)) || /^\d{1,3}[.-]\d{1,3}[.-](?:\d{1,3}[.-]?)?$/.test(last) ? last.length : 0;
    const begin = this.isPart(first, (name) => name.endsWith(first)) ? first.length : 0;
    if (end === 0 && begin === 0) return text;
    const whole = text.endsWith("…") ? text.slice(0, -1) : text;
    return `${begin === 0 ? "" : "…"}${whole.slice(begin, whole.length - end)}${end === 0 ? text.slice(whole.length) : "…"}`;
  }

  private isPart(text: string, fits: (name: string) => boolean): boolean {
    if (text.length < 3 || isOwnWord(text) || this.names.has(text)) return false;
    for (const name of this.names) if (name.length > text.length && fits(name)) return true;
    return false;
  }
}

const quotedName =
  /\b(?:pods?|namespace|node|nodeName|podName|hostname|cluster|err\.node)="([^"\n]{1,300})"|"(?:pod|namespace|node|nodeName|podName|hostname|cluster|clusterName)"\s*:\s*"([^"\n]{1,300})"/g;

/** Of a DNS name. */
const longestName = 253;
/** What is shorter was not cut. */
const leastCut = 100;

function isSlight(name: string): boolean {
  return name.length < 3 || isOwnWord(name);
}

function pairOf({ name, namespace }: { readonly name: string; readonly namespace?: string | undefined }): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Our own addresses are ours but for the names in them, each of which is a segment, or several that are escaped. */
function coveredAddresses(text: string, cover: (part: string) => string): string {
  if (!text.includes("ullage://")) return cover(text);
  return text
    .split(/(ullage:\/\/[^\s"'<>]*)/)
    .map((part, at) => (at % 2 === 1 ? resourceAddress(part, cover) : cover(part)))
    .join("");
}

/** Fields whose text is a name or several, whoever told it; what else a tool shows is quoted from somewhere, and any word of it may be that of a program. */
const nameFields: ReadonlySet<string> = new Set([
  ...["node", "instanceId", "ec2InstanceId", "cluster", "bundle", "agent", "onNode", "nodegroups", "unhealthyNodes", "sampleNodes"],
  ...["workload", "topWorkload", "culprit", "pod", "foremostPod", "namespace", "address"],
]);

/** Fields in which a node is named in words of ours, whose paths and domains are ours too: commands have to stay what they are. */
const ownWordFields: ReadonlySet<string> = new Set([
  ...["commands", "verify", "undo", "owner", "caution", "claim", "unless", "liftedBy", "summary", "detail", "overallAssessment"],
]);

/** As Kubernetes and hosts have them: an underscore is in the names of counters and sysctls alone. */
function isName(text: string): boolean {
  return (
    /^[A-Za-z0-9][A-Za-z0-9.:/-]{2,252}$/.test(text) && !/^\d{4}-\d\d-\d\dT/.test(text) && !/^(?:eth|ens|eno|enp|bond|lo)\d*$/.test(text)
  );
}
