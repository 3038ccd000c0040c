/** Opens a laboratory, changes what it may change and waits to be killed. */
import { Laboratory } from "../laboratory.ts";
import { acquireMachineLock } from "../machine-lock.ts";
import { answer, readOptions } from "./conversation.ts";

const { limit } = readOptions<{ limit: number }>();
await acquireMachineLock();
const laboratory = new Laboratory();
const { client } = laboratory.addPair();
await client.start("udp-echo", { port: 53 });
await laboratory.withConntrackMax(limit, async () => {
  answer({ namespace: client.name });
  setInterval(() => {}, 1000);
  await new Promise(() => {});
});
