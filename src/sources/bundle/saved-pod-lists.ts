import { mergeAddressOwners } from "../../flows/owners/merge-address-owners.ts";
import { nameWorkloads } from "../../flows/owners/name-workloads.ts";
import { ownersOfCluster } from "../../flows/owners/owners-of-cluster.ts";
import { type AddressOwners, noAddressOwners } from "../../model/address-owners.ts";
import { JsonItemScanner } from "../../wire/pod-list/json-item-scanner.ts";
import { parsePodAddressLine } from "../../wire/pod-list/pod-address-line.ts";
import { PodListDraft } from "../../wire/pod-list/pod-list-draft.ts";
import { WidePodTable } from "../../wire/pod-list/wide-pod-table.ts";
import { createTextLineReader } from "../../wire/saved-text/text-line-reader.ts";
import type { BundleFacts, SavedPodLists } from "./bundle-facts.ts";
import type { MemberReader } from "./member-reader.ts";
import type { PodListKind } from "./walk-bundle.ts";

/** What all lists of a bundle say together. A list that is damaged gives what it gave before that, as every file of a bundle does. */
class PodLists implements SavedPodLists {
  readonly draft = new PodListDraft();
  readonly paths: string[] = [];
  readonly remarks: string[] = [];

  ownersFor(node: string): AddressOwners | undefined {
    if (this.draft.isEmpty) return undefined;
    const from = `saved lists (${this.paths.map((path) => path.split("/").at(-1)).join(", ")})`.slice(0, 256);
    return mergeAddressOwners([
      ownersOfCluster(this.draft.objects(), { ownNode: node, from }),
      { ...noAddressOwners, claims: nameWorkloads(this.draft.claims()) },
    ]);
  }
}

export function createPodListMemberReader(kind: PodListKind, path: string, facts: BundleFacts): MemberReader {
  const lists = facts.podLists instanceof PodLists ? facts.podLists : new PodLists();
  facts.podLists = lists;
  const countBefore = lists.draft.objectCount;
  const taken = () => {
    const wasUsed = lists.draft.objectCount > countBefore;
    if (wasUsed) lists.paths.push(path);
    return wasUsed;
  };
  return kind === "pod-list" ? readJson(path, lists, taken) : readLines(kind, path, lists, taken);
}

function readJson(path: string, { draft, remarks }: PodLists, taken: () => boolean): MemberReader {
  let malformed = 0;
  const parse = (text: string, take: (value: unknown) => void) => {
    try {
      take(JSON.parse(text));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      malformed++;
    }
  };
  const scanner = new JsonItemScanner({
    onItem: (text) => parse(text, (value) => draft.takeObject(value)),
    onDocument: (text) => parse(text, (value) => draft.takeDocument(value)),
  });
  return {
    push: (chunk) => scanner.push(chunk),
    async finish() {
      const { status } = scanner.finish();
      if (status !== "complete" || malformed > 0) remarks.push(`${path} is cut short or damaged; what could be read of it was used`);
      return taken();
    },
  };
}

function readLines(kind: Exclude<PodListKind, "pod-list">, path: string, { draft, remarks }: PodLists, taken: () => boolean): MemberReader {
  let malformed = 0;
  const table = new WidePodTable((pod) => draft.takePodOfUnsaidNetwork(pod));
  const lines = createTextLineReader({
    onLine(line) {
      if (kind === "pod-table") {
        table.takeLine(line);
        return;
      }
      const pod = parsePodAddressLine(line);
      if (pod !== undefined) draft.takePodOfUnsaidNetwork(pod);
      else if (line.trim() !== "") malformed++;
    },
  });
  return {
    push: (chunk) => lines.push(chunk),
    async finish() {
      lines.finish();
      const count = malformed + table.malformedLines;
      if (count > 0) remarks.push(`${count} ${count === 1 ? "line" : "lines"} of ${path} could not be understood`);
      return taken();
    },
  };
}
