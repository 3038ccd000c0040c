import type { IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import WebSocket from "ws";
import { textField } from "../../wire/kubernetes/json-fields.ts";
import { failureOfNetwork, quotedReason } from "../kubernetes/api-failure.ts";
import type { ClusterAccess } from "../kubernetes/cluster-access.ts";
import { AgentFailure } from "./agent-failure.ts";

export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/**
 * A connection to a port of a pod through the cluster's API server, as `kubectl port-forward` makes one: it ends on the pod's own loopback, so the API of an agent need
 * not be open to the network. It takes the right to `get` pods/portforward, since a WebSocket begins as a GET, and since Kubernetes 1.35 that to `create` it as well.
 *
 * The protocol is v4.channel.k8s.io, as the clients of the Kubernetes project speak it: a message is the number of a channel and bytes; channel 0 carries them,
 * channel 1 is the kubelet's complaint, and the first two bytes of each are the port.
 */
export async function openPodForward(access: ClusterAccess, { namespace, pod, port }: PodPort, signal: AbortSignal): Promise<Duplex> {
  const { url, headers, tls, agent } = await access.target();
  signal.throwIfAborted();
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
    await opened(socket, signal);
    return stream;
  } catch (error) {
    stream.destroy();
    signal.throwIfAborted();
    throw error;
  }
}

function opened(socket: WebSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("unexpected-response", (_, response) => {
      void refusalOf(response, signal).then(reject, reject);
    });
    socket.on("error", (error) =>
      reject(new AgentFailure("not-forwarded", `the way through the API server: ${failureOfNetwork(error).message}`, { cause: error })),
    );
  });
}

/** The API server says in its own words what stood in its way: a right, or the kubelet that it could not reach. */
async function refusalOf(response: IncomingMessage, signal: AbortSignal): Promise<AgentFailure> {
  const { statusCode: status } = response;
  const said = statusMessage(await beginningOf(response, signal));
  const advice =
    status === 403 || status === 401
      ? ": the rights to get and to create pods/portforward are needed"
      : status === 404
        ? ": the pod is gone"
        : said === undefined
          ? ""
          : `: ${said}`;
  return new AgentFailure("not-forwarded", `the API server does not lead to its pod (${status})${advice}`);
}

async function beginningOf(response: IncomingMessage, signal: AbortSignal): Promise<string> {
  let text = "";
  const stop = () => response.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of response.setEncoding("utf8") as AsyncIterable<string>) {
      text += chunk;
      if (text.length > maximumRefusalLength) break;
    }
  } catch {
    // What came is what is told.
  } finally {
    signal.removeEventListener("abort", stop);
    response.destroy();
  }
  return text;
}

/** Of a `Status`, or of the plain text that the API server gives where it failed to reach a kubelet. */
function statusMessage(text: string): string | undefined {
  try {
    const message = textField(JSON.parse(text), "message", maximumRefusalLength);
    return message === undefined ? undefined : quotedReason(message);
  } catch {
    return text.trim() === "" || text.includes("<") ? undefined : quotedReason(text);
  }
}

function forwardedStream(socket: WebSocket, signal: AbortSignal): Duplex {
  const portBytesToCome = [2, 2];
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
    const ofPort = Math.min(portBytesToCome[channel] ?? 0, message.length - 1);
    portBytesToCome[channel] = (portBytesToCome[channel] ?? 0) - ofPort;
    const content = message.subarray(1 + ofPort);
    if (content.length === 0) return;
    if (channel === 1)
      stream.destroy(
        new AgentFailure("not-forwarded", `the kubelet cannot reach it in its pod: ${quotedReason(content.toString("utf8"))}`),
      );
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
const maximumRefusalLength = 8192;
