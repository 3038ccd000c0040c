/**
 * Opens connections from the local ports `firstPort` and on, all at once; on each a byte goes there and back, and the server closes. Answers when every one is
 * closed, and does all of it again at any word.
 */
import { connect } from "node:net";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

interface Options {
  readonly host: string;
  readonly port: number;
  readonly firstPort: number;
  readonly count: number;
}

const { host, port, firstPort, count } = readOptions<Options>();

function converse(localPort: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, localPort, noDelay: true });
    let outcome = "closed";
    socket.once("error", (error: NodeJS.ErrnoException) => {
      outcome = error.code ?? "unknown";
    });
    socket.once("connect", () => socket.write("x"));
    socket.once("close", () => resolve(outcome));
    socket.resume();
  });
}

async function converseOnAll(): Promise<void> {
  const outcomes: Record<string, number> = {};
  for (const outcome of await Promise.all(Array.from({ length: count }, (_, number) => converse(firstPort + number))))
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  answer(outcomes);
}

await converseOnAll();
stayUntilInputEnds(() => void converseOnAll());
