import { createServer } from "node:http";
import { closeServer, listenOnLoopback } from "./loopback-server.ts";

export interface Exposition {
  readonly body: string;
  readonly contentType: string;
}

export interface ExpositionServer {
  /** `host:port`, as Prometheus wants it. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Answers every scrape with what `expose` says at that moment, for the header Accept of whoever asks. */
export async function startExposition(expose: (accept: string | undefined) => Exposition): Promise<ExpositionServer> {
  const server = createServer((request, response) => {
    const { body, contentType } = expose(request.headers.accept);
    response.setHeader("content-type", contentType);
    response.end(body);
  });
  const address = await listenOnLoopback(server);
  return { address, stop: () => closeServer(server) };
}
