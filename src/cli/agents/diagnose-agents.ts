import { diagnoseResultSchema } from "../../contract/diagnose-result.ts";
import { type FleetDiagnosis, fleetDiagnosisReport, fleetDiagnosisResult, worstSeverity } from "../../report/fleet/fleet-diagnosis.ts";
import { askAgents } from "../../sources/agents/ask-agents.ts";
import type { GlobalOptions, Terminal } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodeOfSeverity } from "../exit-code.ts";
import type { NameOptions } from "../name-options.ts";
import { ProgressBar } from "../progress-bar.ts";
import { valueText } from "../value-text.ts";
import type { AgentsOptions } from "./agents-options.ts";
import { openAgents } from "./open-agents.ts";
import { readAnswer } from "./read-answer.ts";

/** The verdicts of several nodes, each by the agent that watches it. The exit status is that of the worst, and unknown where nobody answered. */
export async function diagnoseAgents(options: AgentsOptions & NameOptions & GlobalOptions, terminal: Terminal): Promise<void> {
  const { signal } = terminal;
  const { agents, close } = await openAgents(options, signal);
  const progress = new ProgressBar("asking the agents", terminal);
  try {
    const { answers, unanswered } = await askAgents(
      agents,
      async (agent) =>
        readAnswer(diagnoseResultSchema, await agent.ask("/v1/diagnose", { deadlineMs: options.agentsDeadline * 1000, signal })),
      { signal, onProgress: (answered) => progress.update(answered, agents.length, `${answered} of ${agents.length}`) },
    );
    progress.clear();
    const fleet: FleetDiagnosis = { answers: answers.map(({ agent, value }) => ({ agent, diagnosis: value })), unanswered };
    const { output } = options;
    terminal.write(
      output === "json" || output === "yaml"
        ? await valueText(fleetDiagnosisResult(fleet), output)
        : await documentText(fleetDiagnosisReport(fleet), output),
    );
    terminal.setExitCode(exitCodeOfSeverity(worstSeverity(fleet.answers)));
  } finally {
    progress.clear();
    close();
  }
}
