import { parsePodAddressLine } from "./pod-address-line.ts";
import { isNarrowPodTable, widePodColumns } from "./wide-pod-table.ts";

export type PodListForm = "json" | "yaml" | "wide" | "address-map";

export type RecognisedPodList = { readonly form: PodListForm } | { readonly form: "none"; readonly because: string };

/** What form a list of pods has, by its beginning; for what is none, what it seems to be. */
export function recognisePodList(head: string): RecognisedPodList {
  const text = head.replace(/^\ufeff/, "");
  const start = text.trimStart();
  if (start === "") return none("is empty");
  if (text.includes("\0")) return none("is no text");
  if (start.startsWith("<")) return none("is HTML or XML: the answer of a proxy or a login page, perhaps");
  if (start.startsWith("{") || start.startsWith("[")) return { form: "json" };
  const lines = start.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.slice(0, 20).some((line) => widePodColumns(line) !== undefined)) return { form: "wide" };
  if (lines.slice(0, 20).some((line) => isNarrowPodTable(line)))
    return none("is a table of pods without their addresses; save it with `kubectl get pods -A -o wide` or `-o json`");
  if (lines.slice(0, 20).some((line) => parsePodAddressLine(line) !== undefined)) return { form: "address-map" };
  if (lines.slice(0, 50).some((line) => /^(?:- )?(?:apiVersion|kind|items|metadata):/.test(line))) return { form: "yaml" };
  if (/^(?:error|Error from server|Unable to connect|No resources found|The connection to the server)\b/.test(start))
    return none("holds what kubectl says when it has no list to give");
  return none("is no list of pods in a form that is known here");
}

function none(because: string): RecognisedPodList {
  return { form: "none", because };
}
