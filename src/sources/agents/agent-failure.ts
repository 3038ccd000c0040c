import type { UnansweredCode } from "../../model/unanswered-agent.ts";
import { failureOfNetwork, quotedReason } from "../kubernetes/api-failure.ts";

/** An agent that did not give what it was asked for. Its message is for the operator and goes on where "node-a: " ends. */
export class AgentFailure extends Error {
  readonly code: UnansweredCode;

  constructor(code: UnansweredCode, because: string, options?: { readonly cause: unknown }) {
    super(because, options);
    this.name = "AgentFailure";
    this.code = code;
  }
}

/** What node:net, node:tls and node:http throw, in our terms; anything else is thrown on as it is. */
export function agentFailureOf(error: unknown): unknown {
  if (error instanceof AgentFailure || !(error instanceof Error) || !("code" in error)) return error;
  const code = String(error.code);
  const known = failureByErrno[code];
  if (known !== undefined) return new AgentFailure(...known, { cause: error });
  const { kind, message } = failureOfNetwork(error);
  switch (kind) {
    case "untrusted":
      return new AgentFailure("unreachable", `${message}; --agents-ca names the authority that is to be trusted`, { cause: error });
    case "cut-off":
      return new AgentFailure("cut-off", code.startsWith("HPE_") ? "what answers there does not speak HTTP" : "the connection broke", {
        cause: error,
      });
    case "not-kubernetes":
    case "unauthorized":
      return new AgentFailure("unreachable", message, { cause: error });
    default:
      return new AgentFailure("unreachable", `it cannot be reached (${quotedReason(error.message)})`, { cause: error });
  }
}

const failureByErrno: Readonly<Record<string, readonly [UnansweredCode, string]>> = {
  ECONNREFUSED: ["unreachable", "nothing listens there"],
  ENOENT: ["unreachable", "there is no such socket"],
  EACCES: ["unreachable", "no permission to use its socket"],
  EPERM: ["unreachable", "this machine does not let the connection out (EPERM)"],
  ENOTFOUND: ["unreachable", "no such host"],
  EAI_AGAIN: ["unreachable", "its name could not be looked up: the name server does not answer"],
  EHOSTUNREACH: ["no-connection", "the network says that there is no way to the host"],
  ENETUNREACH: ["unreachable", "this machine has no way to its network"],
  ETIMEDOUT: ["no-connection", "the kernel gave up connecting"],
};
