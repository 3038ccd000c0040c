import { Duplex } from "node:stream";
import WebSocket from "ws";
import { type ApiFailure, failureOfNetwork, quotedReason } from "../kubernetes/api-failure.ts";
import type { ClusterAccess } from "../kubernetes/cluster-access.ts";
import { AgentFailure } from "./agent-client.ts";

export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/**
 * A connection to a port of a pod through the cluster's API server, as `kubectl port-forward` makes one: it ends on the pod's own loopback, so the API of an agent need
 * not be open to the network, and who may use it is said by the right to create pods/portforward.
 *
 * The protocol is v4.channel.k8s.io: a message is the number of a channel and bytes; channel 0 carries them, channel 1 is the kubelet's complaint, and the first
 * message of each is the port as two bytes.
 */
export async function openPodForward(access: ClusterAccess, { namespace, pod, port }: PodPort, signal: AbortSignal): Promise<Duplex> {
  const { url, headers, tls, agent } = await access.target();
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/portforward?ports=${port}`;
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}${path}`, "v4.channel.k8s.io", {
    headers,
    ...tls,
    ...(agent === undefined ? {} : { agent }),
    perMessageDeflate: false,
    maxPayload: maximumMessageBytes,
  });
  // Before it is open, since the first messages may come along with the word that it is.
  const stream = forwardedStream(socket, signal);
  try {
    await opened(socket);
    return stream;
  } catch (error) {
    stream.destroy();
    signal.throwIfAborted();
    throw error;
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("unexpected-response", (_, response) => {
      response.destroy();
      reject(new AgentFailure(`the API server refuses to forward to its pod (${response.statusCode})${adviceFor(response.statusCode)}`));
    });
    socket.on("error", (error) =>
      reject(new AgentFailure(`the way through the API server: ${failureText(failureOfNetwork(error))}`, { cause: error })),
    );
  });
}

function adviceFor(status: number | undefined): string {
  if (status === 403 || status === 401) return ": the right to create pods/portforward is needed";
  return status === 404 ? ": the pod is gone" : "";
}

function failureText({ message }: ApiFailure): string {
  return message;
}

function forwardedStream(socket: WebSocket, signal: AbortSignal): Duplex {
  const portTold = [false, false];
  const stream = new Duplex({
    signal,
    read: () => socket.resume(),
    write(chunk: Uint8Array, _encoding, done) {
      const message = new Uint8Array(chunk.length + 1);
      message.set(chunk, 1);
      socket.send(message, (error) => done(error ?? null));
    },
    final(done) {
      // The protocol has no half-closed connection: the answer is still to come.
      done();
    },
    destroy(error, done) {
      socket.terminate();
      done(error);
    },
  });
  socket.on("message", (message, isBinary) => {
    if (!isBinary || !(message instanceof Buffer)) return;
    const channel = message[0] ?? 0;
    const isPort = portTold[channel] === false;
    portTold[channel] = true;
    const content = message.subarray(isPort ? 3 : 1);
    if (content.length === 0) return;
    if (channel === 1) stream.destroy(new AgentFailure(`the kubelet says: ${quotedReason(content.toString("utf8"))}`));
    else if (channel === 0 && !stream.push(content)) socket.pause();
  });
  socket.on("close", () => stream.push(null));
  socket.on("error", (error) => stream.destroy(error));
  // Whoever asks over it hears of errors there; one that comes before is told by the opening.
  stream.on("error", () => {});
  return stream;
}

/** The kubelet sends what it reads, some 32 KiB at a time. */
const maximumMessageBytes = 16 * 1024 * 1024;
