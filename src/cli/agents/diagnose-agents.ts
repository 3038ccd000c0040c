import { diagnoseResultSchema } from "../../contract/diagnose-result.ts";
import type { AgentsOptions, ClusterOptions } from "../../operations/agents/agents-options.ts";
import { diagnosisOfAnswer } from "../../operations/agents/diagnosis-of-answer.ts";
import { type OpenedAgents, openAgents } from "../../operations/agents/open-agents.ts";
import { readAnswer } from "../../operations/agents/read-answer.ts";
import { diagnoseReport } from "../../report/diagnose-report.ts";
import type { DiagnoseResult } from "../../report/diagnose-result.ts";
import { type FleetDiagnosis, fleetDiagnosisReport, fleetDiagnosisResult, worstSeverity } from "../../report/fleet/fleet-diagnosis.ts";
import { askAgents } from "../../sources/agents/ask-agents.ts";
import type { GlobalOptions, Terminal } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodeOfSeverity } from "../exit-code.ts";
import { ProgressBar } from "../progress-bar.ts";
import { valueText } from "../value-text.ts";

export type DiagnoseAgentsOptions = AgentsOptions & ClusterOptions & GlobalOptions;

/**
 * The verdicts of several nodes, each by the agent that watches it; of one alone its whole answer. The exit status is that of the worst, and a node that did not answer
 * counts as unknown.
 */
export async function diagnoseAgents(options: DiagnoseAgentsOptions, terminal: Terminal): Promise<void> {
  const opened = await openAgents(options, terminal.signal);
  try {
    const fleet = await askForDiagnoses(opened, options, terminal);
    terminal.write(await answerText(fleet, opened.oneNode, options.output));
    terminal.setExitCode(exitCodeOfSeverity(worstSeverity(fleet)));
  } finally {
    opened.close();
  }
}

async function askForDiagnoses({ agents }: OpenedAgents, options: AgentsOptions, terminal: Terminal): Promise<FleetDiagnosis> {
  const deadlineMs = options.agentsDeadline * 1000;
  const progress = new ProgressBar("asking the agents", terminal);
  try {
    const { answers, unanswered } = await askAgents(
      agents,
      async (agent, signal): Promise<DiagnoseResult> =>
        readAnswer(diagnoseResultSchema, await agent.ask("/v1/diagnose", { deadlineMs, signal })),
      { signal: terminal.signal, onProgress: (asked) => progress.update(asked, agents.length, `${asked} of ${agents.length}`) },
    );
    return { answers: answers.map(({ agent, value }) => ({ agent, diagnosis: value })), unanswered };
  } finally {
    progress.clear();
  }
}

async function answerText(fleet: FleetDiagnosis, oneNode: OpenedAgents["oneNode"], output: GlobalOptions["output"]): Promise<string> {
  if (output === "json" || output === "yaml") return valueText(fleetDiagnosisResult(fleet), output);
  const [answer] = fleet.answers;
  const isOne = answer !== undefined && fleet.answers.length + fleet.unanswered.length === 1;
  return documentText(isOne ? diagnoseReport(diagnosisOfAnswer(answer.diagnosis)) : fleetDiagnosisReport(fleet, oneNode), output);
}
