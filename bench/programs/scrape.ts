/** Scrapes a URL over one kept connection, and prints how long the answers took and how large they were. */
import { Agent, get } from "node:http";

const [url = "", count = "1"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const times: number[] = [];
let bytes = 0;
for (let number = 0; number < Number(count); number++) {
  const startedMs = performance.now();
  bytes = await scrape();
  times.push(performance.now() - startedMs);
}
agent.destroy();
times.sort((one, other) => one - other);
const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN;
console.log(JSON.stringify({ medianMs: at(0.5), p99Ms: at(0.99), maximumMs: times.at(-1), bytes }));

function scrape(): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let length = 0;
      response.on("data", (chunk: Uint8Array) => {
        length += chunk.length;
      });
      response.once("end", () => resolve(length));
      response.once("error", reject);
    }).once("error", reject);
  });
}
