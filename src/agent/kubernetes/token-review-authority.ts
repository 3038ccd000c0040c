import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "../../platform/clock.ts";
import type { RequestAuthority, RequestDecision } from "../../platform/http/request-authority.ts";
import type { Logger } from "../../platform/logger.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { ApiFailure } from "../../sources/kubernetes/api-failure.ts";
import type { KubernetesApi } from "../../sources/kubernetes/kubernetes-api.ts";
import { decodeAccessReview, decodeTokenReview, type ReviewedUser } from "../../wire/kubernetes/decode-reviews.ts";

export interface TokenReviewAuthorityOptions {
  readonly api: KubernetesApi;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The cluster decides who may ask: a TokenReview says whose the token is, and a SubjectAccessReview whether he may `get` the path, as a rule with nonResourceURLs in
 * a ClusterRole allows it. What it said is remembered for a short time, by a keyed hash of the token; a token is in no log and in no memory longer than its request.
 */
export class TokenReviewAuthority implements RequestAuthority {
  private readonly options: TokenReviewAuthorityOptions;
  private readonly secret = randomBytes(32);
  private readonly known = new Map<string, { readonly decision: RequestDecision; readonly untilMs: number }>();
  private readonly asking = new Map<string, Promise<RequestDecision>>();

  constructor(options: TokenReviewAuthorityOptions) {
    this.options = options;
  }

  async decide(bearerToken: string | undefined, path: string): Promise<RequestDecision> {
    if (bearerToken === undefined || !isToken(bearerToken)) return "unauthenticated";
    const pathName = (path.split("?", 1)[0] ?? "").slice(0, maximumPathLength);
    const key = createHmac("sha256", this.secret).update(bearerToken).update("\0").update(pathName).digest("base64");
    const nowMs = this.options.clock.monotonicMs();
    const known = this.known.get(key);
    if (known !== undefined && nowMs < known.untilMs) return known.decision;
    const asked = this.asking.get(key);
    if (asked !== undefined) return asked;
    // Made-up tokens must not become a flood of reviews at the API server.
    if (this.asking.size >= maximumAtOnce) return "unknown";
    const asking = this.ask(key, bearerToken, pathName).finally(() => this.asking.delete(key));
    this.asking.set(key, asking);
    return asking;
  }

  private async ask(key: string, token: string, path: string): Promise<RequestDecision> {
    const { clock, logger } = this.options;
    try {
      const decision = await this.review(token, path);
      this.remember(key, decision, clock.monotonicMs());
      return decision;
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      const needed =
        error.kind === "forbidden" ? "; needed: a ClusterRoleBinding of the agent's service account to system:auth-delegator" : "";
      logger.warn("the cluster does not say who may ask the API", { because: harmlessText(`${error.message}${needed}`) });
      return "unknown";
    }
  }

  private async review(token: string, path: string): Promise<RequestDecision> {
    const user = await this.userOf(token);
    if (user === undefined) return "unauthenticated";
    const { username, uid, groups, extra } = user;
    const spec = { user: username, ...(uid !== undefined && { uid }), groups, extra, nonResourceAttributes: { path, verb: "get" } };
    const answer = await this.create("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview", spec);
    const isAllowed = decodeAccessReview(answer);
    if (isAllowed === undefined) throw new ApiFailure("not-kubernetes", "it answers with something that is no SubjectAccessReview");
    return isAllowed ? "allowed" : "forbidden";
  }

  private async userOf(token: string): Promise<ReviewedUser | undefined> {
    // Without audiences those for the API server itself are meant, as kubelet takes them.
    const spec = { token };
    const outcome = decodeTokenReview(await this.create("authentication.k8s.io", "tokenreviews", "TokenReview", spec));
    if (outcome === undefined) throw new ApiFailure("not-kubernetes", "it answers with something that is no TokenReview");
    return outcome.status === "refused" ? undefined : outcome.user;
  }

  private create(group: string, resource: string, kind: string, spec: object): Promise<unknown> {
    const body = { apiVersion: `${group}/v1`, kind, spec };
    return this.options.api.create({ path: `/apis/${group}/v1/${resource}`, body }, AbortSignal.timeout(reviewWithinMs));
  }

  private remember(key: string, decision: RequestDecision, nowMs: number): void {
    this.known.delete(key);
    this.known.set(key, { decision, untilMs: nowMs + (decision === "allowed" ? allowedForMs : refusedForMs) });
    if (this.known.size <= maximumKnown) return;
    // Those that were asked for longest ago are first.
    for (const oldest of this.known.keys()) {
      if (this.known.size <= maximumKnown) return;
      this.known.delete(oldest);
    }
  }
}

/** A token of a service account has some 1 kB. */
function isToken(text: string): boolean {
  return text.length <= 16_384 && /^[\x21-\x7e]+$/.test(text);
}

/** So long is a permission of use after it was taken away; kubelet's own is 5 minutes. */
const allowedForMs = 60_000;
const refusedForMs = 10_000;
const maximumKnown = 1000;
const maximumAtOnce = 8;
const maximumPathLength = 512;
const reviewWithinMs = 5000;
