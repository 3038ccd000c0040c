import type { AlertAnswers } from "../../contract/alert-answers.ts";
import { alerts as ownAlerts } from "../../metrics/rules/index.ts";
import type { AgentStatus } from "../../model/agent-status.ts";
import { isoTime } from "../../model/iso-time.ts";
import { isPresent } from "../../model/reading.ts";
import type { Diagnosis, Plan } from "../../model/verdict.ts";
import { isLoopbackAddress } from "../../platform/http/listen-address.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { ApiError } from "../http/api-error.ts";
import { decodeWebhook, type WebhookAlert } from "./decode-webhook.ts";

type Answer = AlertAnswers["alerts"][number];
type AnsweredDiagnosis = NonNullable<AlertAnswers["diagnosis"]>;

/** Alertmanager sends a group as large as it is: of more than these none is of use to whoever reads the answer. */
const mostAlerts = 1000;
const mostTextLength = 512;
const mostCommandsLength = 4096;
const mostItems = 10;

/**
 * Answers every alert of a group and does nothing. What of the group is about this node gets the diagnosis that stands at this moment; what is about others, whom to
 * ask. Throws ApiError for what is no webhook of Alertmanager's.
 */
export function answerAlerts(payload: unknown, status: AgentStatus): AlertAnswers {
  const webhook = decodeWebhook(payload);
  if (typeof webhook === "string") throw new ApiError("body-malformed", `the body is no webhook of Alertmanager's: ${webhook}`);
  const answered = webhook.alerts.slice(0, mostAlerts).map((alert) => answerOf(alert, status));
  const { judgement } = status;
  const isAsked = answered.some((answer) => answer.status === "diagnosed");
  return {
    schemaVersion: 1,
    status: "processed",
    node: bounded(status.node),
    alerts: answered,
    leftOut: webhook.alerts.length - answered.length + webhook.truncatedAlerts,
    ...(isAsked && judgement !== undefined
      ? { diagnosis: diagnosisOf(judgement.diagnosis, Math.max(0, status.monotonicMs - judgement.atMonotonicMs) / 1000) }
      : {}),
  };
}

function answerOf({ labels, fingerprint, isFiring }: WebhookAlert, status: AgentStatus): Answer {
  const name = labels.get("alertname");
  const severity = labels.get("severity");
  const node = nodeOf(labels, status);
  const answer = {
    alert: name === undefined ? "(without a name)" : bounded(name),
    fingerprint: bounded(fingerprint),
    action: "none",
    ...(severity === undefined ? {} : { severity: bounded(severity) }),
    ...(node === undefined ? {} : { node: bounded(node) }),
  } as const;
  if (!isFiring) return { ...answer, status: "acknowledged", message: "It is over, and there is nothing to do." };
  if (node === undefined)
    return { ...answer, status: "elsewhere", message: "It names no node: run `ullage diagnose` on the one that it is about." };
  if (node !== status.node)
    return {
      ...answer,
      status: "elsewhere",
      message: `It is about ${bounded(node)}: run \`ullage diagnose\` there, or ask the agent of that node.`,
    };
  if (status.judgement === undefined)
    return { ...answer, status: "unjudged", message: `${bounded(node)} has not been judged yet: ask again in some seconds.` };
  return { ...answer, ...aboutThisNode(status.judgement.diagnosis, name) };
}

function aboutThisNode(diagnosis: Diagnosis, name: string | undefined): Pick<Answer, "status" | "message" | "evidence"> {
  const { verdict, plans, evidence } = diagnosis;
  const checks = ownAlerts.find((alert) => alert.name === name)?.checks.map(({ id }) => id) ?? [];
  const own = evidence.filter(({ type }) => checks.includes(type)).slice(0, mostItems);
  const [first] = plans;
  const advice = first === undefined ? "" : ` What to do first, by hand: ${first.title}.`;
  return {
    status: "diagnosed",
    message: bounded(`${verdict.limit}, ${verdict.severity}, confidence ${verdict.confidence}: ${verdict.summary}${advice}`),
    ...(own.length === 0 ? {} : { evidence: own.map(({ type, content, speaks }) => ({ type, content: bounded(content), speaks })) }),
  };
}

/**
 * By the name that our own rules give it, by those that other exporters' targets carry, or by the target's address where that is one of this node's. Undefined where
 * nothing of it says.
 */
function nodeOf(labels: ReadonlyMap<string, string>, { node, snapshot }: AgentStatus): string | undefined {
  for (const name of ["node", "nodename", "kubernetes_node"]) {
    const value = labels.get(name);
    if (value !== undefined && value !== "") return value;
  }
  const instance = labels
    .get("instance")
    ?.replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1");
  if (instance === undefined || instance === "") return undefined;
  const { localAddresses } = snapshot.parts;
  const isOwnAddress = localAddresses !== undefined && isPresent(localAddresses) && localAddresses.value.includes(instance);
  // Every node has those of loopback.
  return instance === node || (isOwnAddress && !isLoopbackAddress(instance)) ? node : undefined;
}

function diagnosisOf(diagnosis: Diagnosis, ageSeconds: number): AnsweredDiagnosis {
  const { takenAtMs, verdict, culprits, notEvaluated, plans } = diagnosis;
  const { limit, severity, confidence, summary, lookAlikes, causes } = verdict;
  return {
    takenAt: isoTime(takenAtMs),
    ageSeconds,
    ...{ limit, severity, confidence, summary: bounded(summary) },
    lookAlikes: lookAlikes.map(({ id }) => id),
    causes: causes
      .slice(0, mostItems)
      .map(({ id, workload }) => ({ id, ...(workload === undefined ? {} : { workload: bounded(workload) }) })),
    culprits: culprits.slice(0, mostItems).map(({ name, entries, share }) => ({ name: bounded(name), entries, share })),
    notEvaluated: notEvaluated.map(({ check, because }) => bounded(`${check}: ${because}`)),
    plans: plans.slice(0, mostItems).map(planOf),
  };
}

function planOf({ id, title, when, rating, commands, caution }: Plan): AnsweredDiagnosis["plans"][number] {
  return {
    ...{ id, title: bounded(title), when, rating },
    commands: cut(
      commands
        .flatMap((command) => command.split("\n"))
        .map(harmlessText)
        .join("\n"),
      mostCommandsLength,
    ),
    ...(caution === undefined ? {} : { caution: bounded(caution) }),
  };
}

/** Names and sentences may come from the node or from whoever sent the alert. */
function bounded(text: string): string {
  return cut(harmlessText(text.slice(0, mostTextLength)), mostTextLength);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
