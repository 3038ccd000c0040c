import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { statusOf } from "./scripted-answers.ts";

/** Where the port of a pod leads: a port or socket of this machine, a complaint of the kubelet, silence, or a refusal of the API server. */
export type ForwardTarget =
  | { readonly port: number }
  | { readonly socket: string }
  | { readonly complaint: string }
  | { readonly refusal: { readonly status: number; readonly message: string } }
  | "silence";

export interface SeenForward {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** The part of an API server and its kubelets that forwards ports of pods, by v4.channel.k8s.io. */
export class ScriptedForwards {
  /** By `namespace/pod`; others are not found. */
  readonly targets = new Map<string, ForwardTarget>();
  readonly seen: SeenForward[] = [];
  private readonly server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has("v4.channel.k8s.io") ? "v4.channel.k8s.io" : false),
  });

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, isKnown: boolean): void {
    socket.on("error", () => {});
    const url = new URL(request.url ?? "/", "http://server");
    const [, namespace = "", pod = ""] = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/portforward$/.exec(url.pathname) ?? [];
    const port = Number(url.searchParams.get("ports"));
    this.seen.push({ namespace, pod, port });
    const target = this.targets.get(`${namespace}/${pod}`);
    if (!isKnown) refuse(socket, 401, "Unauthorized");
    else if (target === undefined) refuse(socket, 404, `pods "${pod}" not found`);
    else if (target === "silence") return;
    else if ("refusal" in target) refuse(socket, target.refusal.status, target.refusal.message);
    else this.server.handleUpgrade(request, socket, head, (opened) => bridge(opened, port, target));
  }
}

function refuse(socket: Duplex, status: number, message: string): void {
  const body = JSON.stringify(statusOf(status, "Refused", message));
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** Two bytes of port first on each channel, then bytes on 0 or a complaint on 1. */
function bridge(opened: WebSocket, port: number, target: Exclude<ForwardTarget, "silence" | { readonly refusal: unknown }>): void {
  const send = (channel: number, bytes: Uint8Array) => opened.send(Buffer.concat([Uint8Array.from([channel]), bytes]));
  for (const channel of [0, 1]) send(channel, Uint8Array.from([port & 0xff, port >> 8]));
  if ("complaint" in target) {
    send(1, Buffer.from(target.complaint));
    return;
  }
  const reached = "port" in target ? connect(target.port, "127.0.0.1") : connect(target.socket);
  reached.on("data", (bytes) => send(0, bytes));
  reached.on("close", () => opened.close());
  reached.on("error", () => opened.close());
  opened.on("message", (message: Buffer) => reached.write(message.subarray(1)));
  opened.on("close", () => reached.destroy());
}
