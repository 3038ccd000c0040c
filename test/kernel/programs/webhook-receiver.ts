/** Takes what Alertmanager posts to it, on loopback, and answers any word with all of it. */
import { startReceiver } from "../../prometheus/start-receiver.ts";
import { answer, stayUntilInputEnds } from "./conversation.ts";

const { url, payloads } = await startReceiver();
answer({ url });
stayUntilInputEnds(() => answer(payloads));
