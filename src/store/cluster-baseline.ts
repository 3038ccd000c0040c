import type { BaselineFile } from "../contract/baseline-file.ts";
import type { Finding } from "../model/finding.ts";
import { stableId } from "../model/stable-id.ts";

/** What is learnt from a collection. */
export interface LearntCollection {
  readonly node: string;
  readonly collectedAtMs: number;
  readonly findings: readonly Pick<Finding, "from" | "source" | "subject">[];
}

/** What the healthy collections of one cluster had: counts, and which collections they come from. */
export class ClusterBaseline {
  #healthy = 0;
  #forgottenUpToMs: number | undefined;
  readonly #learnt = new Map<string, number>();
  /** By source and then subject, an empty one where there is none. */
  readonly #seen = new Map<string, Map<string, number>>();

  get healthy(): number {
    return this.#healthy;
  }

  knows({ node, collectedAtMs }: Pick<LearntCollection, "node" | "collectedAtMs">): boolean {
    return (this.#forgottenUpToMs !== undefined && collectedAtMs <= this.#forgottenUpToMs) || this.#learnt.has(keyOf(node, collectedAtMs));
  }

  /** False where it was learnt from before. */
  learn(collection: LearntCollection): boolean {
    if (this.knows(collection)) return false;
    this.#learnt.set(keyOf(collection.node, collection.collectedAtMs), collection.collectedAtMs);
    this.#healthy++;
    const distinct = new Map(collection.findings.map((finding) => [`${keyOfSource(finding)}\u001f${finding.subject ?? ""}`, finding]));
    for (const finding of distinct.values()) this.#count(keyOfSource(finding), finding.subject ?? "");
    this.#forgetOldest();
    return true;
  }

  timesSeen(finding: Pick<Finding, "from" | "source" | "subject">): number {
    return this.#seen.get(keyOfSource(finding))?.get(finding.subject ?? "") ?? 0;
  }

  toFile(cluster: string): BaselineFile["clusters"][number] {
    return {
      cluster,
      healthy: this.#healthy,
      learnt: [...this.#learnt],
      forgottenUpToMs: this.#forgottenUpToMs ?? null,
      seen: [...this.#seen].flatMap(([source, subjects]) =>
        [...subjects].map(([subject, times]): [string, string, number] => [source, subject, times]),
      ),
    };
  }

  static fromFile({ healthy, learnt, forgottenUpToMs, seen }: BaselineFile["clusters"][number]): ClusterBaseline {
    const baseline = new ClusterBaseline();
    baseline.#healthy = healthy;
    baseline.#forgottenUpToMs = forgottenUpToMs ?? undefined;
    for (const [key, atMs] of learnt) baseline.#learnt.set(key, atMs);
    for (const [source, subject, times] of seen) baseline.#subjectsOf(source).set(subject, times);
    return baseline;
  }

  #count(source: string, subject: string): void {
    const subjects = this.#subjectsOf(source);
    const times = subjects.get(subject);
    // Names of pods come and go: of what was seen once, the first to come is the first to go.
    if (times === undefined && subjects.size >= mostSubjects) subjects.delete(rarestOf(subjects));
    subjects.set(subject, (times ?? 0) + 1);
  }

  #subjectsOf(source: string): Map<string, number> {
    const known = this.#seen.get(source);
    if (known !== undefined) return known;
    const subjects = new Map<string, number>();
    this.#seen.set(source, subjects);
    return subjects;
  }

  #forgetOldest(): void {
    if (this.#learnt.size <= mostCollections) return;
    const [oldest] = [...this.#learnt].toSorted((left, right) => left[1] - right[1]);
    if (oldest === undefined) return;
    this.#learnt.delete(oldest[0]);
    this.#forgottenUpToMs = Math.max(this.#forgottenUpToMs ?? oldest[1], oldest[1]);
  }
}

const mostCollections = 1_000;
const mostSubjects = 200;

/** The same collection under another name, or copied into another folder, is the same. */
function keyOf(node: string, collectedAtMs: number): string {
  return stableId(node, String(collectedAtMs));
}

/** A check and a log pattern may have the same name. */
function keyOfSource({ from, source }: Pick<Finding, "from" | "source">): string {
  return `${from}:${source}`;
}

function rarestOf(subjects: ReadonlyMap<string, number>): string {
  let rarest = "";
  let fewest = Number.POSITIVE_INFINITY;
  for (const [subject, times] of subjects) {
    if (times < fewest) [rarest, fewest] = [subject, times];
  }
  return rarest;
}
