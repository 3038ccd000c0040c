import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type BaselineFile, baselineFileSchema } from "../contract/baseline-file.ts";
import type { Finding } from "../model/finding.ts";
import type { Severity } from "../model/verdict.ts";
import { errnoOf } from "../platform/errno.ts";
import { errorText } from "../platform/error-text.ts";
import { versionOf } from "../platform/file-version.ts";
import type { Logger } from "../platform/logger.ts";
import { ClusterBaseline, type LearntCollection } from "./cluster-baseline.ts";
import { writeOwnFile } from "./own-files/write-own-file.ts";

/** A collection as it was judged. */
export interface JudgedCollection extends LearntCollection {
  readonly cluster?: string;
  readonly severity: Severity;
  /** What whoever collected it says the node was. */
  readonly label?: "healthy" | "incident";
}

/** What healthy collections had too: it says so beside a finding, and never hides or lowers one. */
export interface BaselineBook {
  /** From a healthy collection only, and once from each, however often it is asked about. */
  learn(collection: JudgedCollection): Promise<void>;
  /** The findings, those that healthy collections of the cluster had with what is known of that. */
  annotate(cluster: string | undefined, findings: readonly Finding[]): readonly Finding[];
  /** What was lost or cannot be kept, in words for a person. */
  readonly remarks: readonly string[];
}

export interface BaselineBookOptions {
  /** Without one it is kept in memory, and forgotten with the process. */
  readonly directory?: string;
  readonly logger: Logger;
  /** How many healthy collections have to be known before anything is called usual. */
  readonly minimum?: number;
}

export async function openBaselineBook(options: BaselineBookOptions): Promise<BaselineBook> {
  const book = new KeptBaselineBook(options);
  await book.read();
  return book;
}

/** The same number as the origin of the idea asks for; fewer are chance. */
const usualMinimum = 10;

/** The longest unused are dropped beyond it. */
const mostClusters = 100;

/** Larger than what the bounds allow is no file of ours. */
const maximumBytes = 64 * 1024 * 1024;

class KeptBaselineBook implements BaselineBook {
  readonly #path: string | undefined;
  readonly #logger: Logger;
  readonly #minimum: number;
  readonly #remarks = new Map<"read" | "write", string>();
  #clusters = new Map<string, ClusterBaseline>();
  /** What the file looked like when it was read or written last: another process may have written since. */
  #stamp: string | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor({ directory, logger, minimum = usualMinimum }: BaselineBookOptions) {
    this.#path = directory === undefined ? undefined : join(directory, "baselines.json");
    this.#logger = logger;
    this.#minimum = minimum;
  }

  get remarks(): readonly string[] {
    return [...this.#remarks.values()];
  }

  learn(collection: JudgedCollection): Promise<void> {
    const isHealthy = (collection.severity === "ok" || collection.severity === "notice") && collection.label !== "incident";
    if (!isHealthy || this.#clusters.get(collection.cluster ?? "")?.knows(collection) === true) return Promise.resolve();
    // One after the other, so that two calls do not write over each other's file.
    this.#turn = this.#turn.then(() => this.#learnInTurn(collection));
    return this.#turn;
  }

  annotate(cluster: string | undefined, findings: readonly Finding[]): readonly Finding[] {
    const known = this.#clusters.get(cluster ?? "");
    if (known === undefined || known.healthy < this.#minimum) return findings;
    const where = cluster === undefined ? "without a cluster's name" : `of cluster ${cluster}`;
    return findings.map((finding) => {
      const times = known.timesSeen(finding);
      if (times < this.#minimum) return finding;
      return { ...finding, baseline: `seen in ${times} of ${known.healthy} healthy collections ${where}` };
    });
  }

  async read(): Promise<void> {
    if (this.#path === undefined) return;
    const stamp = await stampOf(this.#path);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    try {
      this.#clusters = await readClusters(this.#path);
    } catch (error) {
      // What was known before the damage is better than nothing.
      this.#remark("read", `the file of baselines could not be read, so they are learnt anew: ${errorText(error)}`);
    }
  }

  async #learnInTurn(collection: JudgedCollection): Promise<void> {
    await this.read();
    const name = collection.cluster ?? "";
    const cluster = this.#clusters.get(name) ?? new ClusterBaseline();
    if (!cluster.learn(collection)) return;
    // The one learnt last stands last.
    this.#clusters.delete(name);
    this.#clusters.set(name, cluster);
    for (const longestUnused of this.#clusters.keys()) {
      if (this.#clusters.size <= mostClusters) break;
      this.#clusters.delete(longestUnused);
    }
    await this.#write();
  }

  async #write(): Promise<void> {
    if (this.#path === undefined) return;
    const file: BaselineFile = { version: 1, clusters: [...this.#clusters].map(([cluster, known]) => known.toFile(cluster)) };
    try {
      await writeOwnFile(this.#path, JSON.stringify(file));
      this.#stamp = await stampOf(this.#path);
      this.#remarks.delete("write");
    } catch (error) {
      this.#remark("write", `baselines are kept in memory only: ${errorText(error)}`);
    }
  }

  #remark(what: "read" | "write", text: string): void {
    this.#remarks.set(what, text);
    this.#logger.warn(`baselines: ${what} failed`, { because: text });
  }
}

async function readClusters(path: string): Promise<Map<string, ClusterBaseline>> {
  const size = (await stat(path).catch(missingIsUndefined))?.size;
  if (size === undefined) return new Map();
  if (size > maximumBytes) throw new Error(`it has ${size} bytes`);
  const parsed = baselineFileSchema.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (!parsed.success) throw new Error("it is not of the shape that is written here");
  return new Map(parsed.data.clusters.map((cluster) => [cluster.cluster, ClusterBaseline.fromFile(cluster)]));
}

/** Undefined where there is no file. */
async function stampOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(missingIsUndefined);
  return found === undefined ? undefined : versionOf(found);
}

function missingIsUndefined(error: unknown): undefined {
  const code = errnoOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw error;
}
