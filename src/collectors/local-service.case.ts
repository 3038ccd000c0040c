import type { LocalAnswer, LocalHttp, LocalRequest } from "../sources/local-http.ts";
import { SourceAbsent } from "../sources/source-absent.ts";

/** Services of a node by `METHOD host:port/path`; where none is named, nothing listens. */
export function localServices(
  answers: Readonly<Record<string, string | LocalAnswer | Error>>,
  asked: LocalRequest[] = [],
): LocalHttp["request"] {
  return async (request) => {
    asked.push(request);
    const { method = "GET", host, port, path } = request;
    const answer = answers[`${method} ${host}:${port}${path}`];
    if (answer instanceof Error) throw answer;
    if (answer === undefined) throw new SourceAbsent(`http://${host}:${port}`, `nothing listens at ${host}:${port}`);
    return typeof answer === "string" ? { status: 200, text: answer } : answer;
  };
}
