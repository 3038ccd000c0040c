import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { type ToolFailure, toolFailureCodes } from "../../platform/tool-failure.ts";
import { failureValue } from "../answers/answer-text.ts";

/** The message is ours alone; what a node may have written is beside it. */
export function protocolErrorOf(failure: ToolFailure): ProtocolError {
  const code =
    failure.code === "bad-argument" || failure.code === "name-untold" ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(code, `${failure.code}: ${toolFailureCodes[failure.code].means}`, failureValue(failure));
}
