export interface RefusalOptions {
  /** Of JSON-RPC; -32000 is what the SDK has for whatever HTTP refuses. */
  readonly code?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that no server of the protocol sees, in the form that its clients read. */
export function jsonRpcRefusal(status: number, message: string, { code = -32_000, headers = {} }: RefusalOptions = {}): Response {
  return Response.json({ jsonrpc: "2.0", error: { code, message }, id: null }, { status, headers });
}
