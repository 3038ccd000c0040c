import { createHmac, randomBytes } from "node:crypto";
import { isPublicWord } from "../../analysis/redaction/public-words.ts";
import { learnNamesOf } from "../../analysis/redaction/redact-snapshot.ts";
import { TextRedactor } from "../../analysis/redaction/text-redactor.ts";
import type { NodeSnapshot } from "../../model/node-snapshot.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { resourceAddress } from "../resource-uris.ts";
import { asWritten, withoutEscapes } from "./as-written.ts";
import { FirstNames } from "./first-names.ts";
import { GivenWords } from "./given-words.ts";
import { KeyedIds } from "./keyed-ids.ts";
import { KnownNames } from "./known-names.ts";
import { namesOfDiagnosis, namesOfPath, pairsOfSnapshot, quotedNames } from "./names-to-learn.ts";
import { isCatalogueWord } from "./own-words.ts";
import { SealedText } from "./sealed-text.ts";
import { ToldNames } from "./told-names.ts";

/**
 * Names and addresses of others replaced in all that leaves, the same one always by the same, and put back in what comes in: so whoever asks can go on asking about
 * what he was told of. The key and what stands for what are in memory alone and end with the program.
 */
export class NameVeil {
  private readonly told = new ToldNames();
  private readonly known: KnownNames;
  private readonly quoted = new Set<string>();
  /** Knows no name: what it replaces is no word of anybody's, by its shape. */
  private readonly shapes: TextRedactor;
  private readonly ids: KeyedIds;
  private readonly tokens: SealedText;
  private readonly given: GivenWords;
  private readonly firstNames = new FirstNames();

  constructor(key: Uint8Array = randomBytes(32)) {
    const keyedHash = (text: string) => createHmac("sha256", key).update(text).digest();
    this.known = new KnownNames(keyedHash, this.told);
    this.shapes = new TextRedactor(keyedHash);
    this.ids = new KeyedIds(keyedHash);
    this.tokens = new SealedText(keyedHash);
    this.given = new GivenWords(keyedHash);
  }

  /** Names, or texts that they stand in. What a caller asked with is his, and is no name by that. */
  learnNames(texts: Iterable<string | undefined>): void {
    this.known.learn([...texts].filter((text) => text !== undefined).filter((text) => !this.given.has(text)));
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
      learnCommands: (names) => this.known.learnCommands(names),
    });
    this.learnNames(pairsOfSnapshot(snapshot));
  }

  learnDiagnosis(diagnosis: Diagnosis): void {
    this.learnNames(namesOfDiagnosis(diagnosis));
  }

  learnPaths(paths: readonly string[]): void {
    this.learnNames(paths.flatMap(namesOfPath));
  }

  /** Text of a node, or words of ours and of a node mixed. */
  cover(text: string): string {
    const slight = this.known.coveredSlight(text);
    if (slight !== undefined) return slight;
    this.learnQuoted(text);
    return this.given.putBack(text, (part) =>
      asWritten(this.known.withoutBrokenEnds(part), (one) => this.ids.shown(coveredAddresses(one, (rest) => this.known.covered(rest)))),
    );
  }

  /** Words of ours, in which a node may be named. */
  coverOwnWords(text: string): string {
    return this.given.putBack(text, (part) =>
      asWritten(part, (one) => this.ids.shown(coveredAddresses(one, (rest) => this.known.coveredOwnWords(rest)))),
    );
  }

  sealToken(token: string): string {
    return this.tokens.seal(token);
  }

  /** One that was not sealed here is the token of nothing, even if it is right. */
  openToken(token: string): string {
    return this.tokens.open(token) ?? "none";
  }

  /** The text with what answers told put back. */
  uncover(text: string): string {
    return asWritten(text, (one) => this.told.mapped(one, (untold) => this.ids.meant(untold)));
  }

  /** The same, and a name that none told is one that nothing has. */
  take(text: string): string {
    return this.uncover(this.withStandIns(text));
  }

  /** Where names and addresses alone can stand, whatever is no word of everybody's stands for nothing: the answer says it again as a name. */
  takeNames(text: string): string {
    return asWritten(this.withStandIns(text), (one) =>
      this.told.mapped(one, (untold) => untold.replace(nameWord, (word) => this.standInFor(word))),
    );
  }

  /** Who is asked about: by what an answer told, or, for a beginning, by the name that he has. Throws ToolFailure `name-untold` where enough of those were tried. */
  takeNode(text: string): string {
    if (!this.isUntold(text)) return this.takeNames(text);
    // Of another run of the server, whose conversation goes on: nobody's own name, and no guess.
    if (/^name-[0-9a-f]{10}$/.test(text.trim())) return this.given.standIn(text);
    if (!this.firstNames.take(text)) {
      throw new ToolFailure("name-untold", "enough was asked for by names that no answer showed; one more is taken each hour");
    }
    return this.firstNames.isKnown(text) ? text : this.given.standIn(text);
  }

  /** Whether nothing of a name was told, and it is none that everybody has. */
  isUntold(text: string): boolean {
    return !isPublicWord(text.trim()) && this.told.without(text) === text;
  }

  /** Whether something in it is an address or an identifier as the node has it, which nobody was told of. Whether a name is known must not be told by this. */
  hasOwnNames(text: string): boolean {
    const rest = this.told.without(withoutEscapes(text).replace(/\\([^\w\s])/g, "$1"));
    return this.shapes.ownWords(rest) !== rest;
  }

  private withStandIns(text: string): string {
    return asWritten(text, (one) => this.known.withStandIns(one, (name) => this.given.standIn(name)));
  }

  private standInFor(word: string): string {
    return this.given.has(word) || isPublicWord(word) || isCatalogueWord(word) || isSetting(word) ? word : this.given.standIn(word);
  }

  /** What a line calls a pod or a node by its key is its name wherever else it stands. */
  private learnQuoted(text: string): void {
    const unknown = quotedNames(text).filter((name) => !this.quoted.has(name));
    for (const name of unknown) this.quoted.add(name);
    this.learnNames(unknown);
  }
}

interface NodeNames {
  readonly name: string;
  readonly cluster?: string | undefined;
  readonly instanceId?: string | undefined;
}

/** A number, or what sections and timeouts are called by: names of Kubernetes have no underscore. */
function isSetting(word: string): boolean {
  return !/[a-z]/i.test(word) || word.includes("_") || /^(?:dns|eni|routes|cni|generic|icmp|icmpv6|gre|sctp|dccp|udplite)$/.test(word);
}

/** A name among the marks of `NAMESPACE/NAME` and `ADDR:PORT`, or a part of one with dots. */
const nameWord = /[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?/g;

/** Our own addresses are ours but for the names in them, each of which is a segment, or several that are escaped. */
function coveredAddresses(text: string, cover: (part: string) => string): string {
  if (!text.includes("ullage://")) return cover(text);
  return text
    .split(/(ullage:\/\/[^\s"'<>]*)/)
    .map((part, at) => (at % 2 === 1 ? resourceAddress(part, cover) : cover(part)))
    .join("");
}
