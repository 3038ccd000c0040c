/** Every reason for which a listener does not open, with what it means and what to do. Codes are stable: programs may act on them. */
export const httpStartErrorCodes = {
  "address-malformed": {
    means: "An address to listen on is no `HOST:PORT`, or its host has no address.",
    advice: "Give an address and a port, such as 127.0.0.1:9856 or [::1]:9856.",
  },
  "address-in-use": { means: "Something else listens on this address.", advice: "Stop it, or give another port." },
  "address-unusable": {
    means: "This address cannot be listened on, for the reason that the message ends with.",
    advice: "Give an address that this node has, and a port above 1023 or the permission for a lower one.",
  },
  "api-needs-tls": {
    means: "The API would be reachable from other machines in clear text, token and answers alike.",
    advice: "Give a certificate and its key, or listen on a loopback address or the socket alone.",
  },
  "api-needs-authority": {
    means: "The API would be reachable from other machines and nobody would say who may ask.",
    advice: "Give a file of tokens, or let the cluster decide, or listen on a loopback address or the socket alone.",
  },
  "socket-in-use": { means: "Another agent answers on this socket.", advice: "Stop it, or give another path." },
  "socket-path-taken": {
    means: "What is at the path of the socket is no socket.",
    advice: "Give another path, or move away what is there.",
  },
  "socket-unusable": {
    means: "The socket cannot be made, for the reason that the message ends with.",
    advice: "Give a path of at most 107 bytes in a directory that this user may write to.",
  },
  "tls-unusable": {
    means: "Certificate and key cannot be read, or do not belong together.",
    advice: "Check both files with `openssl x509` and `openssl pkey`; they are PEM, the key without a password.",
  },
  "token-file-unusable": {
    means: "The file of tokens cannot be read or has no token in it that is long enough.",
    advice: "Write one token a line, each of 16 characters or more: `openssl rand -hex 32`.",
  },
} as const satisfies Record<string, { readonly means: string; readonly advice: string }>;

export type HttpStartErrorCode = keyof typeof httpStartErrorCodes;

/** The program is not to begin: what was asked of it would be unsafe or cannot be had. */
export class HttpStartError extends Error {
  readonly code: HttpStartErrorCode;

  constructor(code: HttpStartErrorCode, what: string, options?: { readonly cause: unknown }) {
    super(what, options);
    this.name = "HttpStartError";
    this.code = code;
  }

  get advice(): string {
    return httpStartErrorCodes[this.code].advice;
  }
}
