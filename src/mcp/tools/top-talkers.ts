import { isTableWalked } from "../../analysis/occupancy/steady-state.ts";
import { topTalkersContract } from "../../contract/tools/top-talkers.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { talkersReport } from "../../report/talkers-report.ts";
import { talkersResult } from "../../report/talkers-result.ts";
import { answeringNodeOf, missingAnswerOf } from "../answer-parts/answering-node.ts";
import { gapsAnswer } from "../answer-parts/gaps-answer.ts";
import { defineTool } from "../tool.ts";

export const topTalkersTool = defineTool(topTalkersContract, async ({ instanceId, by, limit }, { fleet }, { signal }) => {
  const node = await fleet.find(instanceId, signal);
  const answer = await node.table.top({ by, limit }, signal);
  if (answer.status === "missing") return { value: missingAnswerOf(fleet, node, `who has the entries, by ${by}`, answer) };
  const { value: list, remarks } = answer;
  const gaps = [
    ...(list.notWholeBecause === undefined ? [] : [`the table was not read to its end: ${harmlessText(list.notWholeBecause)}`]),
    ...(list.usage === undefined || list.notWholeBecause !== undefined || isTableWalked(list.total, list.usage.count)
      ? []
      : [`the kernel counts ${list.usage.count} entries and ${list.total} were seen: what is missing is nobody's here`]),
    ...(list.births === undefined ? ["how many connections begin a second is not known"] : []),
  ];
  const [first] = list.talkers;
  return {
    value: {
      success: true as const,
      ...answeringNodeOf(node, answer),
      ...talkersResult(list),
      remarks: remarks.map(harmlessText),
      ...gapsAnswer(gaps),
      nextStep:
        first === undefined
          ? "Call diagnose: the table is empty."
          : "Call find_flow with the key of a talker as query, or diagnose for why.",
    },
    words: talkersReport(node.facts.name, list, remarks),
  };
});
