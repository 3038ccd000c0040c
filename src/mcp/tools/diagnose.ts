import { diagnoseContract } from "../../contract/tools/diagnose.ts";
import type { Diagnosis } from "../../model/verdict.ts";
import type { FleetNode } from "../../operations/fleet/fleet.ts";
import { diagnoseNodes } from "../../operations/many-nodes/diagnose-nodes.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { briefPlan } from "../../report/brief-plan.ts";
import { type DiagnoseResult, diagnoseResult } from "../../report/diagnose-result.ts";
import { diagnosisForAgents, wholePlans } from "../../report/diagnosis-for-agents.ts";
import { fleetVerdicts } from "../../report/fleet/fleet-verdicts.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { harmlessValue } from "../../report/harmless-value.ts";
import { answeringNodeOf } from "../answer-parts/answering-node.ts";
import { gapsAnswer } from "../answer-parts/gaps-answer.ts";
import { notEvaluatedGaps } from "../answer-parts/not-evaluated-gaps.ts";
import { bytesOfJson } from "../answers/answer-bytes.ts";
import { documentText } from "../answers/document-text.ts";
import { defineTool, type ToolCall, type ToolContext } from "../tool.ts";

export const diagnoseTool = defineTool(diagnoseContract, async ({ instanceId, maxNodes }, { fleet, clock }, call) => {
  if (instanceId !== undefined) return diagnoseOne(await fleet.find(instanceId, call.signal), fleet.kind, call);
  const { nodes, unanswered, remarks } = await fleet.list(call.signal);
  const [only] = nodes;
  const silent = unanswered.filter(({ agent }) => !nodes.some(({ facts }) => facts.name === agent));
  if (only !== undefined && nodes.length === 1 && silent.length === 0) return diagnoseOne(only, fleet.kind, call);
  if (only === undefined && unanswered.length === 0) {
    // That what is there is no bundle is why.
    const why = [`${fleet.description}: there is no node to diagnose`, ...remarks.slice(0, 3)].join("; ");
    throw new ToolFailure("no-bundle", harmlessText(why), {
      next: fleet.kind === "bundles" ? "Ask an operator to put bundles where this server reads them." : "Call collect for a node first.",
    });
  }
  return diagnoseFleet(nodes, { unanswered, remarks, maxNodes, clock, kind: fleet.kind }, call);
});

async function diagnoseOne(node: FleetNode, kind: ToolContext["fleet"]["kind"], { signal, maxBytes }: ToolCall) {
  const diagnosis = await node.diagnose(signal);
  const whole = diagnoseResult(diagnosis);
  const isBrief = bytesOfJson(whole) > maxBytes;
  const words = diagnosisForAgents(diagnosis, "whole");
  return {
    value: {
      success: true as const,
      ...answeringNodeOf(node, speakerOf(node, diagnosis)),
      ...(isBrief ? { ...whole, mitigation: briefMitigation(whole), omitted: briefOmitted } : whole),
      confidence: diagnosis.verdict.limit === "unknown" ? ("none" as const) : diagnosis.verdict.confidence,
      ...gapsAnswer(harmlessValue([...notEvaluatedGaps(diagnosis), ...diagnosis.remarks])),
      nextStep: nextStepOf(diagnosis, kind),
    },
    words: bytesOfJson(documentText(words)) > maxBytes ? diagnosisForAgents(diagnosis, "brief") : words,
    keeps: keptOf(diagnosis),
  };
}

function briefMitigation({ mitigation: { immediate, longTerm } }: DiagnoseResult): DiagnoseResult["mitigation"] {
  return { immediate: immediate.map(briefPlan), longTerm: longTerm.map(briefPlan) };
}

const briefOmitted = { mitigation: "of cautions the first sentences" };

/** Without these it is no diagnosis: the evidence that decides stands before all other. */
function keptOf({ evidence, guardrails }: Diagnosis) {
  return {
    evidence: evidence.filter(({ speaks }) => speaks === "for").length,
    guardrails: guardrails.length,
    culprits: 5,
    "mitigation.immediate": wholePlans.immediate,
    "mitigation.longTerm": wholePlans["long-term"],
  };
}

/** Where the agent of a node is silent its bundle has spoken, and the diagnosis says of what it is. */
function speakerOf(
  { isLive, bundle }: FleetNode,
  { origin }: Diagnosis,
): { readonly isLive: boolean; readonly bundle?: NonNullable<FleetNode["bundle"]> } {
  return { isLive: isLive && origin === "live", ...(bundle === undefined ? {} : { bundle }) };
}

interface ListedFleet {
  readonly unanswered: readonly { readonly agent: string; readonly because: string }[];
  readonly remarks: readonly string[];
  readonly maxNodes: number;
  readonly kind: ToolContext["fleet"]["kind"];
  readonly clock: ToolContext["clock"];
}

async function diagnoseFleet(
  nodes: readonly FleetNode[],
  { unanswered, remarks, maxNodes, kind, clock }: ListedFleet,
  { signal, onProgress }: ToolCall,
) {
  const diagnosed = await diagnoseNodes(nodes, { kind, clock, signal, onProgress });
  const silent = [
    ...unanswered.map(({ agent, because }) => ({ name: agent, because })),
    ...diagnosed.unanswered.map(({ name, because }) => ({ name, because })),
  ];
  const fleet = fleetVerdicts(diagnosed.asked, silent, maxNodes);
  const [worst] = fleet.nodes;
  const gaps = [
    ...(silent.length === 0 ? [] : [`${silent.length} nodes did not answer: how they are is not known`]),
    ...remarks.map(harmlessText),
  ];
  return {
    value: {
      success: true as const,
      fleet,
      ...gapsAnswer(gaps),
      nextStep:
        worst === undefined
          ? "Show an operator why, as unanswered says it, and look at the nodes over a session that is open; history has the bundles that can still be asked."
          : "Call diagnose with the instanceId of the first of fleet.nodes, the worst, for the whole answer.",
    },
  };
}

function nextStepOf({ verdict, plans }: Diagnosis, kind: ToolContext["fleet"]["kind"]): string {
  const { severity, limit } = verdict;
  // Nothing can be collected from a folder of bundles: whoever called collect would be given the same bundle again.
  if (limit === "unknown" && kind === "bundles")
    return "Call validate for what the bundle lacks; an operator can collect another with ullage collect, as root and with a longer window.";
  if (limit === "unknown") return "Call collect for the node: what is missing is in notEvaluated.";
  if (severity === "notice") return "Nothing is lost at this moment; call errors and correlate for what was shortly before, and forecast.";
  if (severity === "ok")
    return "Connection tracking needs nothing. Call forecast for how long it lasts, or errors for what else the logs say.";
  const [plan] = plans;
  const first = plan === undefined ? "" : ` Show an operator the plan ${plan.id} (${plan.rating}); nothing here runs it.`;
  const [lookAlike] = verdict.lookAlikes;
  // Who fills a table that has room, or another table than that of the kernel, is no answer, and a larger one no cure.
  if (!filled.has(limit))
    return `Call list_sops with query ${limit === "none" ? (lookAlike?.id ?? "none") : limit} for the runbook of it.${first}`;
  return `Call top_talkers for who fills the table, and plan_change for what a change would make of it.${first}`;
}

const filled: ReadonlySet<Diagnosis["verdict"]["limit"]> = new Set([
  "kernel-table-full",
  "kernel-table-evicting",
  "instance-allowance",
  "kernel-and-instance",
  "approaching-limit",
]);
