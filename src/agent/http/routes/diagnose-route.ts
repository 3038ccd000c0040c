import type { Diagnosis } from "../../../model/verdict.ts";
import { diagnoseReport } from "../../../report/diagnose-report.ts";
import { diagnoseResult } from "../../../report/diagnose-result.ts";
import { renderMarkdown } from "../../../report/render-markdown.ts";
import { renderText } from "../../../report/render-text.ts";
import { ApiError } from "../api-error.ts";
import { negotiateForm } from "../negotiate-form.ts";
import { jsonAnswer, plainAnswer, type Route, type TextAnswer } from "../route.ts";
import { type StatusAsked, walkParameter } from "../status-asked.ts";

const forms = ["json", "text", "markdown"] as const;

/** The same answer as `ullage diagnose` on the node. */
export function diagnoseRoute(asked: StatusAsked): Route {
  return {
    method: "GET",
    path: "/v1/diagnose",
    gives: "the verdict with evidence and plans",
    parameters: ["format", walkParameter],
    deadlineSeconds: asked.deadlineSeconds,
    async answer({ headers, query, signal }) {
      const form = negotiateForm(headers.accept, query, forms);
      const { judgement } = await asked.status(query, signal);
      if (judgement === undefined) throw new ApiError("not-ready", "nothing was judged yet", { retryAfterSeconds: 1 });
      return answerIn(form, judgement.diagnosis);
    },
  };
}

function answerIn(form: (typeof forms)[number], diagnosis: Diagnosis): TextAnswer {
  switch (form) {
    case "json":
      return jsonAnswer(diagnoseResult(diagnosis));
    case "text":
      return plainAnswer(renderText(diagnoseReport(diagnosis)));
    case "markdown":
      return { ...plainAnswer(renderMarkdown(diagnoseReport(diagnosis))), contentType: "text/markdown; charset=utf-8" };
  }
}
