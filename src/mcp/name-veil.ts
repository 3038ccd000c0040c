import { createHmac, randomBytes } from "node:crypto";
import { isPublicWord } from "../analysis/redaction/public-words.ts";
import { learnNamesOf } from "../analysis/redaction/redact-snapshot.ts";
import { TextRedactor } from "../analysis/redaction/text-redactor.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import type { Owner } from "../model/owner.ts";
import type { Diagnosis } from "../model/verdict.ts";
import { ToolFailure } from "../platform/tool-failure.ts";
import type { JsonSchema } from "./answers/json-schema.ts";
import { mapAnswer } from "./answers/map-answer.ts";
import { FirstNames } from "./first-names.ts";
import { GivenWords } from "./given-words.ts";
import { KeyedIds } from "./keyed-ids.ts";
import { isCatalogueWord, isOwnWord } from "./own-words.ts";
import { resourceAddress } from "./resources/resource-uris.ts";
import { SealedText } from "./sealed-text.ts";
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
  /** Knows no name: what it replaces is no word of anybody's, by its shape. */
  private readonly shapes: TextRedactor;
  private readonly ids: KeyedIds;
  private readonly tokens: SealedText;
  private readonly given: GivenWords;
  private readonly firstNames = new FirstNames();

  constructor(key: Uint8Array = randomBytes(32)) {
    const keyedHash = (text: string) => createHmac("sha256", key).update(text).digest();
    this.redactor = new TextRedactor(keyedHash, (original, replacement) => {
      if (!this.isLooking) this.told.remember(original, replacement);
    });
    this.shapes = new TextRedactor(keyedHash);
    this.ids = new KeyedIds(keyedHash);
    this.tokens = new SealedText(keyedHash);
    this.given = new GivenWords(keyedHash);
  }

  /** Names, or texts that they stand in between strokes and spaces, as in `Deployment shop/checkout`. */
  learnNames(texts: Iterable<string | undefined>): void {
    const strong: string[] = [];
    for (const text of texts) {
      // What a caller asked with is his, and is no name by that.
      if (text !== undefined && this.given.has(text)) continue;
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

  /** By what a node, a bundle or a cluster can be asked about. */
  learnNode({ name, cluster, instanceId }: NodeNames, bundle?: string): void {
    this.learnNames([name, cluster, instanceId, bundle]);
    const inCluster = cluster === undefined ? undefined : `${cluster}/${name}`;
    this.firstNames.learn([name, name.split(".")[0], cluster, instanceId, inCluster, bundle, bundle?.split("/").at(-1)]);
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
    return this.given.putBack(text, (part) =>
      this.ids.shown(coveredAddresses(this.withoutBrokenEnds(part), (one) => this.withoutShort(this.redactor.text(one)))),
    );
  }

  /** Words of ours, in which a node may be named. */
  coverOwnWords(text: string): string {
    return this.given.putBack(text, (part) =>
      this.ids.shown(coveredAddresses(part, (one) => this.withoutShort(this.redactor.ownWords(one)))),
    );
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
        if (field === "nextPageToken") return this.tokens.seal(text);
        return isUntrusted && !ownWordFields.has(field) ? this.cover(text) : this.coverOwnWords(text);
      },
      (name) => this.cover(name),
    );
  }

  /** The text with what answers told put back. */
  uncover(text: string): string {
    return this.told.mapped(text, (untold) => this.ids.meant(untold));
  }

  /** The same, and a name that none told is one that nothing has. */
  take(text: string): string {
    return this.uncover(this.withStandIns(text));
  }

  /** Where names and addresses alone can stand, whatever is no word of everybody's stands for nothing: the answer says it again as a name. */
  takeNames(text: string): string {
    return this.told.mapped(this.withStandIns(text), (untold) => untold.replace(nameWord, (word) => this.standInFor(word)));
  }

  /** Who is asked about: by what an answer told, or, for a beginning, by the name that he has. Throws ToolFailure `bad-argument` where enough of those were tried. */
  takeNode(text: string): string {
    if (!this.isUntold(text)) return this.takeNames(text);
    if (!this.firstNames.take(text)) {
      throw new ToolFailure("bad-argument", "this server replaces names, and enough was asked for by names that no answer showed", {
        next: "Call cluster_health or history, and ask with the names that nodes and bundles have there.",
      });
    }
    return this.firstNames.isKnown(text) ? text : this.given.standIn(text);
  }

  /** Whether nothing of a name was told, and it is none that everybody has. */
  isUntold(text: string): boolean {
    return !isPublicWord(text.trim()) && this.told.without(text) === text;
  }

  /** One that was not sealed here is the token of nothing, even if it is right. */
  openToken(token: string): string {
    return this.tokens.open(token) ?? "none";
  }

  /** Whether something in it is an address or an identifier as the node has it, which nobody was told of. Whether a name is known must not be told by this. */
  hasOwnNames(text: string): boolean {
    const rest = this.told.without(text.replace(/\\([^\w\s])/g, "$1"));
    return this.shapes.ownWords(rest) !== rest;
  }

  /** What would be shown otherwise and was not told, as a whole: what stands around a name decides whether it is one. */
  private withStandIns(text: string): string {
    const change = (found: string) => (this.isChanged(this.told.without(found)) ? this.given.standIn(found) : found);
    return this.silently(() => {
      const marked = this.redactor.marked(text, change);
      return this.short === undefined ? marked : marked.replace(this.short, (found) => this.given.standIn(found));
    });
  }

  private isChanged(text: string): boolean {
    return text !== "" && this.redactor.text(text) !== text;
  }

  private silently<T>(look: () => T): T {
    this.isLooking = true;
    try {
      return look();
    } finally {
      this.isLooking = false;
    }
  }

  private standInFor(word: string): string {
    return this.given.has(word) || isPublicWord(word) || isCatalogueWord(word) || isSetting(word) ? word : this.given.standIn(word);
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

interface NodeNames {
  readonly name: string;
  readonly cluster?: string | undefined;
  readonly instanceId?: string | undefined;
}

const quotedName =
  /\b(?:pods?|namespace|node|nodeName|podName|hostname|cluster|err\.node)="([^"\n]{1,300})"|"(?:pod|namespace|node|nodeName|podName|hostname|cluster|clusterName)"\s*:\s*"([^"\n]{1,300})"/g;

/** A number, or what sections and timeouts are called by: names of Kubernetes have no underscore. */
function isSetting(word: string): boolean {
  return !/[a-z]/i.test(word) || word.includes("_") || /^(?:dns|eni|routes|cni|generic|icmp|icmpv6|gre|sctp|dccp|udplite)$/.test(word);
}

/** A name among the marks of `NAMESPACE/NAME` and `ADDR:PORT`, or a part of one with dots. */
const nameWord = /[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?/g;

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
