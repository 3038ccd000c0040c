import { errorText } from "../../platform/error-text.ts";

/** What can go wrong between us and an API server, as far as it makes a difference to what is done about it. */
export type ApiFailureKind =
  /** No token or certificate could be had: a file is missing, a plug-in failed. */
  | "no-credentials"
  /** 401, also after the credentials were read again. */
  | "unauthorized"
  | "forbidden"
  /** The cluster does not know the resource. */
  | "absent"
  /** 410: what we know is older than what the server remembers. */
  | "expired"
  /** 409: what was to be made is there, or was changed by somebody else. */
  | "conflict"
  /** 400, 413, 415, 422: it will never take it. */
  | "invalid"
  | "throttled"
  | "server-error"
  | "unreachable"
  /** The server's certificate is not by the cluster's authority. */
  | "untrusted"
  | "timed-out"
  | "cut-off"
  /** An answer that no API server gives: HTML of a login page, a redirection. */
  | "not-kubernetes";

/** A request to the API that failed. Its message is for the operator and holds no secret. */
export class ApiFailure extends Error {
  readonly kind: ApiFailureKind;
  readonly retryAfterMs: number;

  constructor(kind: ApiFailureKind, message: string, options?: { readonly cause?: unknown; readonly retryAfterMs?: number }) {
    super(message, options);
    this.name = "ApiFailure";
    this.kind = kind;
    this.retryAfterMs = options?.retryAfterMs ?? 0;
  }

  /** Whether waiting some seconds is no use: the first lists need not be waited for. */
  get isLasting(): boolean {
    return !passing.has(this.kind);
  }

  /** Whether it is the way to the server that failed and not one resource. */
  get isOfWholeServer(): boolean {
    return wholeServer.has(this.kind);
  }
}

const passing: ReadonlySet<ApiFailureKind> = new Set(["expired", "throttled", "server-error", "timed-out", "cut-off"]);
const wholeServer: ReadonlySet<ApiFailureKind> = new Set([
  "no-credentials",
  "unauthorized",
  "unreachable",
  "untrusted",
  "timed-out",
  "not-kubernetes",
]);

/** Text of others in a message of ours: one line, bounded. */
export function quotedReason(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length > maximumReasonLength ? `${line.slice(0, maximumReasonLength)}…` : line;
}

const maximumReasonLength = 300;

/** What `node:https` threw, in our terms. */
export function failureOfNetwork(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = quotedReason(errorText(error));
  if (/ALERT/.test(code)) return new ApiFailure("unauthorized", `it refused the connection (${code})`, { cause: error });
  if (/WRONG_VERSION|PACKET_LENGTH/.test(code))
    return new ApiFailure("not-kubernetes", `it does not speak TLS (${code})`, { cause: error });
  if (isCertificateError(code)) return new ApiFailure("untrusted", `its certificate is not trusted (${code}: ${reason})`, { cause: error });
  if (code === "ECONNRESET" || code === "EPIPE" || code === "ERR_STREAM_PREMATURE_CLOSE" || code.startsWith("HPE_"))
    return new ApiFailure("cut-off", `the connection broke (${code})`, { cause: error });
  return new ApiFailure("unreachable", `it cannot be reached (${reason})`, { cause: error });
}

/** OpenSSL's names of X509_V_ERR_…, as node:tls hands them on, and its own for a wrong name. */
function isCertificateError(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ERR_TLS_|ERR_SSL_/.test(code);
}
