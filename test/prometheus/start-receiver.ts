import { createServer } from "node:http";
import { closeServer, listenOnLoopback } from "./loopback-server.ts";

/** What Alertmanager posts to a webhook, as far as tests look at it. */
export interface WebhookPayload {
  readonly version: string;
  readonly groupKey: string;
  readonly status: "firing" | "resolved";
  readonly alerts: readonly {
    readonly status: "firing" | "resolved";
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly fingerprint: string;
  }[];
}

export interface Receiver {
  readonly url: string;
  /** In the order in which they came. */
  readonly payloads: readonly WebhookPayload[];
  stop(): Promise<void>;
}

/** Takes every notification and keeps it. */
export async function startReceiver(): Promise<Receiver> {
  const payloads: WebhookPayload[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      payloads.push(JSON.parse(body));
      response.end("{}");
    });
  });
  const address = await listenOnLoopback(server);
  return { url: `http://${address}`, payloads, stop: () => closeServer(server) };
}
