import type { AddressOwners } from "../../model/address-owners.ts";
import { errorText } from "../../platform/error-text.ts";
import { InputError } from "../../platform/input-error.ts";
import { field, textField } from "../../wire/kubernetes/json-fields.ts";
import { JsonItemScanner } from "../../wire/pod-list/json-item-scanner.ts";
import { parsePodAddressLine } from "../../wire/pod-list/pod-address-line.ts";
import { PodListDraft } from "../../wire/pod-list/pod-list-draft.ts";
import type { PodListForm } from "../../wire/pod-list/recognise-pod-list.ts";
import { unsaidNamespace, WidePodTable } from "../../wire/pod-list/wide-pod-table.ts";
import { createTextLineReader } from "../../wire/saved-text/text-line-reader.ts";

/** Takes the bytes of a list of one form. */
export interface PodListReader {
  /** What it is, in words, for the origin of its names. */
  readonly describes: string;
  push(chunk: Uint8Array): void;
  finish(): Promise<FinishedPodList>;
}

export interface FinishedPodList {
  readonly draft: PodListDraft;
  /** The owners of a saved snapshot of our own. */
  readonly snapshot?: AddressOwners;
  readonly remarks: readonly string[];
}

export async function openPodListReader(form: PodListForm, name: string): Promise<PodListReader> {
  switch (form) {
    case "json":
      return jsonReader(name);
    case "yaml": {
      const { yamlPodListReader } = await import("./yaml-pod-list-reader.ts");
      return yamlPodListReader(name);
    }
    case "wide":
      return wideReader();
    case "address-map":
      return addressMapReader();
  }
}

function jsonReader(name: string): PodListReader {
  const draft = new PodListDraft();
  const remarks: string[] = [];
  let snapshotText: string | undefined;
  const scanner = new JsonItemScanner({
    onItem: (text) => draft.takeObject(parseJson(name, text)),
    onDocument(text) {
      const document = parseJson(name, text);
      if (field(document, "parts") !== undefined && field(document, "schemaVersion") !== undefined) snapshotText = text;
      else draft.takeDocument(document);
      // sgfp_collect.sh leaves an empty list with the reason in it.
      const failure = textField(field(document, "metadata"), "error");
      if (failure !== undefined) remarks.push(`whoever saved it says: ${failure}`);
    },
  });
  return {
    describes: "kubectl get",
    push: (chunk) => scanner.push(chunk),
    async finish() {
      const end = scanner.finish();
      if (end.status !== "complete") throw new InputError("pod-list-damaged", name, endings[end.status]);
      const snapshot = snapshotText === undefined ? undefined : await ownersOfSnapshot(name, snapshotText);
      return { draft, remarks, ...(snapshot === undefined ? {} : { snapshot }) };
    },
  };
}

const endings = {
  cut: "ends before its list does: it was cut short",
  broken: "is no JSON: a bracket, or text outside of all brackets, is where none can be",
  "too-long": "holds an object that is larger than any of Kubernetes (64 MiB)",
} as const;

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const what = errorText(error);
    throw new InputError("pod-list-damaged", name, `an object of it is no JSON: ${what.slice(0, 200)}`, { cause: error });
  }
}

async function ownersOfSnapshot(name: string, text: string): Promise<AddressOwners | undefined> {
  const { parseSnapshot } = await import("../bundle/own-files.ts");
  const { addressOwners } = (await parseSnapshot(name, text)).parts;
  return addressOwners?.status === "present" ? addressOwners.value : undefined;
}

function wideReader(): PodListReader {
  const draft = new PodListDraft();
  let hasUnsaidNamespace = false;
  const table = new WidePodTable((pod) => {
    hasUnsaidNamespace ||= pod.namespace === unsaidNamespace;
    draft.takePodOfUnsaidNetwork(pod);
  });
  return lineReader("kubectl get pods -o wide", draft, {
    take: (line) => table.takeLine(line),
    remarks: () => [
      ...malformedRemark(table.malformedLines),
      ...(hasUnsaidNamespace ? ["it does not say the namespaces of its pods, which are shown as ?: it was saved without -A"] : []),
    ],
  });
}

function addressMapReader(): PodListReader {
  const draft = new PodListDraft();
  let malformedLines = 0;
  return lineReader("list of addresses and pods", draft, {
    take(line) {
      const pod = parsePodAddressLine(line);
      if (pod !== undefined) draft.takePodOfUnsaidNetwork(pod);
      else if (line.trim() !== "") malformedLines++;
    },
    remarks: () => malformedRemark(malformedLines),
  });
}

function lineReader(
  describes: string,
  draft: PodListDraft,
  { take, remarks }: { readonly take: (line: string) => void; readonly remarks: () => readonly string[] },
): PodListReader {
  const lines = createTextLineReader({ onLine: take });
  return {
    describes,
    push: (chunk) => lines.push(chunk),
    async finish() {
      lines.finish();
      return { draft, remarks: remarks() };
    },
  };
}

function malformedRemark(lines: number): readonly string[] {
  return lines === 0 ? [] : [`${lines} ${lines === 1 ? "line" : "lines"} could not be understood`];
}
