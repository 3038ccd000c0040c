/** Who may ask, beside those on this machine: decided by token or by the cluster. */
export interface RequestAuthority {
  decide(bearerToken: string | undefined, path: string): Promise<RequestDecision>;
}

/** `unknown` where nobody could say. */
export type RequestDecision = "allowed" | "unauthenticated" | "forbidden" | "unknown";

/** Nobody waits for an authority without end, and one that fails has decided nothing. */
export async function decideInTime(authority: RequestAuthority, token: string, pathName: string): Promise<RequestDecision> {
  const late = Promise.withResolvers<"unknown">();
  const timer = setTimeout(() => late.resolve("unknown"), decisionMs);
  try {
    return await Promise.race([authority.decide(token, pathName), late.promise]);
  } catch {
    return "unknown";
  } finally {
    clearTimeout(timer);
  }
}

/** An API server that is gone must not keep requests until there is room for no other. */
const decisionMs = 8000;
