import { createHash } from "node:crypto";
import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import { nodeHttp, nodeHttps } from "../../platform/node-http.ts";
import type { ClusterTarget } from "./cluster-access.ts";

/**
 * One pool of kept connections for each set of certificates: after an authority or a client certificate was replaced, none that was made with the old one is used for
 * a further request. Watches that run on it go on.
 */
export class ApiAgents {
  private readonly maximumConnections: number;
  private fingerprint = "";
  private agent: HttpAgent | HttpsAgent | undefined;
  private readonly replaced: (HttpAgent | HttpsAgent)[] = [];

  constructor(maximumConnections: number) {
    this.maximumConnections = maximumConnections;
  }

  agentFor({ url, tls }: ClusterTarget): HttpAgent | HttpsAgent {
    const fingerprint = createHash("sha256")
      .update(JSON.stringify([url, tls.ca?.toString(), tls.cert?.toString(), tls.key?.toString(), tls.servername, tls.rejectUnauthorized]))
      .digest("base64");
    if (this.agent === undefined || fingerprint !== this.fingerprint) {
      if (this.agent !== undefined) this.retire(this.agent);
      // A half-open connection is noticed by the kernel's probes as well as by the deadline on silence.
      const settings = { keepAlive: true, keepAliveMsecs: 30_000, maxSockets: this.maximumConnections };
      this.agent = url.startsWith("https:") ? new (nodeHttps().Agent)({ ...settings, ...tls }) : new (nodeHttp().Agent)(settings);
      this.fingerprint = fingerprint;
    }
    return this.agent;
  }

  close(): void {
    for (const agent of [...this.replaced, ...(this.agent === undefined ? [] : [this.agent])]) agent.destroy();
  }

  private retire(agent: HttpAgent | HttpsAgent): void {
    for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
    this.replaced.push(agent);
    // The watches of the one before last ended long ago: they last minutes, certificates hours.
    if (this.replaced.length > 2) this.replaced.shift()?.destroy();
  }
}
