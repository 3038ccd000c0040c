import { parse } from "yaml";
import { errorText } from "../../platform/error-text.ts";
import { InputError } from "../../platform/input-error.ts";
import { field } from "../../wire/kubernetes/json-fields.ts";
import { PodListDraft } from "../../wire/pod-list/pod-list-draft.ts";
import { YamlItemScanner } from "../../wire/pod-list/yaml-item-scanner.ts";
import { createTextLineReader } from "../../wire/saved-text/text-line-reader.ts";
import type { PodListReader } from "./pod-list-reader.ts";

/** `kubectl get -o yaml`, one object after the other: the whole of a large list as one tree of YAML nodes would take some hundred times its size. */
export function yamlPodListReader(name: string): PodListReader {
  const draft = new PodListDraft();
  const scanner = new YamlItemScanner({
    onItem: (text) => draft.takeObject(parseYaml(name, text)),
    onDocument(text) {
      const document = parseYaml(name, text);
      // Fields stand in the order of their names, so that a list ends with its kind.
      if (field(document, "items") !== undefined && field(document, "kind") === undefined)
        throw new InputError("pod-list-damaged", name, "ends before its list does: it was cut short");
      draft.takeDocument(document);
    },
  });
  const lines = createTextLineReader({ onLine: (line) => scanner.takeLine(line), maxLineBytes: longestLine });
  return {
    describes: "kubectl get",
    push: (chunk) => lines.push(chunk),
    async finish() {
      const { cutLines } = lines.finish();
      if (cutLines > 0) throw new InputError("pod-list-damaged", name, `has a line of more than ${longestLine} bytes`);
      scanner.finish();
      return { draft, remarks: [] };
    },
  };
}

/** An annotation may be 256 KiB, and what is not ASCII in it four to eight times as long when it is escaped. */
const longestLine = 2 * 1024 ** 2;

function parseYaml(name: string, text: string): unknown {
  try {
    // Warnings would go to stderr in the middle of an answer; "silent" would leave out the errors as well.
    return parse(text, { logLevel: "error", maxAliasCount: 100, prettyErrors: false });
  } catch (error) {
    const what = errorText(error);
    throw new InputError("pod-list-damaged", name, `an object of it is no YAML: ${what.slice(0, 200)}`, { cause: error });
  }
}
