import { ApiError } from "./api-error.ts";
import { choiceIn } from "./request-query.ts";

const mediaTypes = { json: "application/json", text: "text/plain", markdown: "text/markdown" } as const;
export type AnswerForm = keyof typeof mediaTypes;

/** The form that `format=` names, or else the header Accept: its first type that can be had, since those who care list few. The first form is for who takes anything. */
export function negotiateForm<T extends AnswerForm>(
  accept: string | undefined,
  query: ReadonlyMap<string, string>,
  forms: readonly [T, ...T[]],
): T {
  const [usual] = forms;
  if (query.has("format")) return choiceIn(query, "format", forms, usual);
  const wanted = (accept ?? "*/*")
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(?:\.0*)?\s*(?:;|$)/.test(part))
    .map((part) => part.split(";")[0]?.trim());
  for (const type of wanted) {
    const form =
      type === "*/*"
        ? usual
        : forms.find((candidate) => mediaTypes[candidate] === type || `${mediaTypes[candidate].split("/")[0]}/*` === type);
    if (form !== undefined) return form;
  }
  throw new ApiError("not-acceptable", `there is ${forms.map((form) => mediaTypes[form]).join(", ")}`);
}
