import { agentAlertCases } from "./agent-alert-cases.ts";
import type { AlertCase } from "./alert-case.ts";
import { allowanceAlertCases } from "./allowance-alert-cases.ts";
import { judgedAlertCases } from "./judged-alert-cases.ts";
import { tableAlertCases } from "./table-alert-cases.ts";

export const alertCases: readonly AlertCase[] = [...tableAlertCases, ...judgedAlertCases, ...allowanceAlertCases, ...agentAlertCases];
