import type { RequestAuthority, RequestDecision } from "../../platform/http/request-authority.ts";

/** Several that may let somebody in: one that does is enough, and one that does not answer leaves open what the others refuse. */
export class AnyAuthority implements RequestAuthority {
  private readonly authorities: readonly RequestAuthority[];

  constructor(authorities: readonly RequestAuthority[]) {
    this.authorities = authorities;
  }

  async decide(bearerToken: string | undefined, path: string): Promise<RequestDecision> {
    let best: RequestDecision = "unauthenticated";
    for (const authority of this.authorities) {
      const decision = await authority.decide(bearerToken, path);
      if (decision === "allowed") return decision;
      if (decision === "unknown" || best === "unauthenticated") best = decision;
    }
    return best;
  }
}
