import type { JsonSchema } from "../answers/json-schema.ts";
import { mapAnswer } from "../answers/map-answer.ts";
import type { NameVeil } from "./name-veil.ts";

/** The answer as it may leave. First the names in it are learnt, so that each is found in every other text as well. */
export function coveredAnswer(value: unknown, schema: JsonSchema, veil: NameVeil): unknown {
  const names: string[] = [];
  mapAnswer(value, schema, (text, { field, isUntrusted }) => {
    if (isUntrusted && nameFields.has(field)) names.push(text);
    return text;
  });
  veil.learnNames(names);
  return mapAnswer(
    value,
    schema,
    (text, { field, isUntrusted, isVocabulary }) => {
      if (isVocabulary) return text;
      if (field === "nextPageToken") return veil.sealToken(text);
      return isUntrusted && !ownWordFields.has(field) ? veil.cover(text) : veil.coverOwnWords(text);
    },
    (name) => veil.cover(name),
  );
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
