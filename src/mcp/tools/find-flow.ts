import { findFlowContract } from "../../contract/tools/find-flow.ts";
import { isWholeTable } from "../../flows/find-flows/find-outcome.ts";
import { hasPorts } from "../../flows/find-flows/flow-of-row.ts";
import { type Endpoint, parseEndpoint } from "../../flows/parse-endpoint.ts";
import { parseProtocol, protocolName } from "../../model/ip-protocol.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { entrySentence, findReport } from "../../report/find-report.ts";
import { findResult } from "../../report/find-result.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { answeringNodeOf, missingAnswerOf } from "../answer-parts/answering-node.ts";
import { gapsAnswer } from "../answer-parts/gaps-answer.ts";
import { defineTool } from "../tool.ts";

export const findFlowTool = defineTool(findFlowContract, async (input, { fleet }, { signal }) => {
  const { instanceId, query, other, limit } = input;
  const protocol = input.protocol === undefined ? undefined : readProtocol(input.protocol);
  const endpoints = [readEndpoint("query", query, protocol), ...(other === undefined ? [] : [readEndpoint("other", other, protocol)])];
  const node = await fleet.find(instanceId, signal);
  const answer = await node.table.find({ endpoints, limit, ...(protocol === undefined ? {} : { protocol }) }, signal);
  if (answer.status === "missing") return { value: missingAnswerOf(fleet, node, "entries of the table", answer) };
  const outcome = { ...answer.value, remarks: [...answer.value.remarks, ...answer.remarks] };
  const { entries, ...result } = findResult(outcome);
  const gaps = isWholeTable(outcome) ? [] : [wholeness(outcome.capped?.because, outcome.malformed)];
  return {
    value: {
      success: true as const,
      ...answeringNodeOf(node, answer),
      ...result,
      entries: entries.map((entry, place) => {
        const found = outcome.entries[place];
        return { ...entry, says: found === undefined ? "" : harmlessText(entrySentence(found)) };
      }),
      ...gapsAnswer(gaps),
      ...(outcome.found > entries.length ? { omitted: { entries: `${entries.length} of ${outcome.found}: ask with a larger limit` } } : {}),
      nextStep:
        outcome.found === 0
          ? "notFound says what is known all the same; call top_talkers to see who is in the table."
          : "Call diagnose for what is wrong with the node.",
    },
    words: findReport(outcome),
  };
});

function wholeness(cappedBecause: string | undefined, malformed: number): string {
  return cappedBecause === undefined
    ? `${malformed} entries could not be understood, and may be what is looked for`
    : `the table was not read to its end: ${harmlessText(cappedBecause)}`;
}

/** Answers name a workload as `Deployment shop/checkout`; the words of a question have slashes alone. */
function readEndpoint(parameter: string, given: string, protocol: number | undefined): Endpoint {
  const text = given.trim().replace(/^([A-Za-z]+) (?=[^\s/]+\/[^\s/]+$)/, "$1/");
  const parsed = parseEndpoint(text);
  if (!parsed.ok) throw new ToolFailure("bad-argument", `${parameter}: ${harmlessText(parsed.because)}`);
  if (parsed.endpoint.port !== undefined && protocol !== undefined && !hasPorts(protocol))
    throw new ToolFailure("bad-argument", `${parameter}: ${protocolName(protocol)} has no ports`);
  return parsed.endpoint;
}

function readProtocol(text: string): number {
  const protocol = parseProtocol(text);
  if (protocol === undefined) throw new ToolFailure("bad-argument", "protocol is a name or number such as tcp, udp or 132");
  return protocol;
}
