import { checks } from "../../checks/index.ts";
import type { CheckLevel } from "../../model/agent-status.ts";
import { lookAlikeIds, type Severity } from "../../model/verdict.ts";
import { labelText } from "../label-text.ts";
import type { Metric } from "../metric-family.ts";
import { single } from "../sample.ts";

/** `unknown` is no severity: evidence was missing. */
const severityNumber = { ok: 0, notice: 1, warning: 2, critical: 3 } as const satisfies Partial<Record<Severity, number>>;

export const checkLevelNumber = { ok: 0, notice: 1, warning: 2, issue: 3 } as const satisfies Partial<Record<CheckLevel["level"], number>>;

const none = "none";

export const verdict: readonly Metric[] = [
  {
    name: "ullage_verdict_info",
    type: "info",
    help: "The verdict: which limit is hit, the first cause, how bad it is, and the workload it points at. One series at a time.",
    labels: ["limit", "cause", "severity", "culprit"],
    maximumSeries: 1,
    needsWork: "judge",
    doesNotMean:
      "`limit=none` does not mean health: look-alikes lose connections too. `unknown` means that evidence is missing. A culprit has the most of what fills the table; it need not be at fault.",
    samples({ judgement }) {
      if (judgement === undefined) return [];
      const { verdict: said, culprits } = judgement.diagnosis;
      const cause = said.causes[0];
      const culprit = cause?.workload ?? culprits[0]?.name ?? none;
      return [{ labels: [said.limit, cause?.id ?? none, said.severity, labelText(culprit)], value: 1 }];
    },
  },
  {
    name: "ullage_verdict_severity",
    type: "gauge",
    help: "0 ok, 1 notice, 2 warning, 3 critical. Absent while the severity is unknown.",
    labels: [],
    maximumSeries: 1,
    needsWork: "judge",
    doesNotMean: "Absent does not mean ok: evidence is missing, and ullage_verdict_info says unknown.",
    samples({ judgement }) {
      const severity = judgement?.diagnosis.verdict.severity;
      return single(severity === undefined || severity === "unknown" ? undefined : severityNumber[severity]);
    },
  },
  {
    name: "ullage_look_alike_info",
    type: "info",
    help: "Loss or time-outs with another cause than a full table, one series for each that the verdict names.",
    labels: ["look_alike", "confidence"],
    maximumSeries: lookAlikeIds.length,
    needsWork: "judge",
    doesNotMean: "It does not exclude a full table: both can be.",
    samples: ({ judgement }) =>
      lookAlikeIds.flatMap((id) => {
        const found = judgement?.diagnosis.verdict.lookAlikes.find((lookAlike) => lookAlike.id === id);
        return found === undefined ? [] : [{ labels: [id, found.confidence], value: 1 }];
      }),
  },
  {
    name: "ullage_check_level",
    type: "gauge",
    help: "What each check says at its worst: 0 ok, 1 notice, 2 warning, 3 issue. Absent where it could not be evaluated.",
    labels: ["check"],
    maximumSeries: checks.length,
    needsWork: "judge",
    doesNotMean: "Absent does not mean ok.",
    samples({ judgement }) {
      const levels = new Map(judgement?.levels.map(({ check, level }) => [check, level]));
      return checks.flatMap(({ id }) => {
        const level = levels.get(id);
        return level === undefined || level === "not-evaluated" ? [] : [{ labels: [id], value: checkLevelNumber[level] }];
      });
    },
  },
];
