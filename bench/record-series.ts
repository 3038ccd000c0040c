/**
 * Records what nf_conntrack_count does under known loads, for the back-test of the forecast: `node bench/record-series.ts`, as root, four minutes. Everything happens
 * in network namespaces of its own; the limit of the machine stays as it is, and that of a series is a number that its file gives it.
 */
import { writeFileSync } from "node:fs";
import { release } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Laboratory, nowhereIpv4, type Pair } from "../test/kernel/laboratory.ts";
import { acquireMachineLock } from "../test/kernel/machine-lock.ts";
import { reasonToSkip } from "../test/kernel/reason-to-skip.ts";

interface Recipe {
  readonly name: string;
  readonly what: string;
  /** Against which the forecast is made. */
  readonly max: number;
  readonly seconds: number;
  readonly timeouts: Readonly<Record<string, number>>;
  /** Also walks the table once a second, as `top` and `watch` do: a walk takes out what has expired, which the kernel else does once a minute at the least. */
  readonly walks: boolean;
  begin(pair: Pair): Promise<void>;
}

const everyMs = 250;

const recipes: readonly Recipe[] = [
  {
    name: "leak",
    what: "300 UDP flows a second that nobody answers, under a timeout they do not reach: a straight ramp that fills its limit",
    max: 8000,
    seconds: 32,
    walks: false,
    timeouts: { nf_conntrack_udp_timeout: 600 },
    begin: async ({ client }) => {
      await client.start("udp-burst", { to: nowhereIpv4(1), count: 1_000_000, perSecond: 300 });
    },
  },
  {
    name: "churn",
    what: "300 short TCP connections a second under a TIME_WAIT of 8 s, the table walked each second: a straight ramp that ends at once",
    max: 4000,
    seconds: 30,
    walks: true,
    timeouts: { nf_conntrack_tcp_timeout_time_wait: 8 },
    begin: async ({ client, server, link }) => {
      await server.start("tcp-server", { port: 80 });
      await client.start("short-connections", { host: link.right.ipv4, port: 80, perSecond: 300 });
    },
  },
  {
    name: "uncollected",
    what: "100 short TCP connections a second under a TIME_WAIT of 2 s, and nobody walks the table: expired entries are counted until the kernel collects them",
    max: 40_000,
    seconds: 100,
    walks: false,
    timeouts: { nf_conntrack_tcp_timeout_time_wait: 2 },
    begin: async ({ client, server, link }) => {
      await server.start("tcp-server", { port: 80 });
      await client.start("short-connections", { host: link.right.ipv4, port: 80, perSecond: 100 });
    },
  },
  {
    name: "plateau",
    what: "200 TCP connections a second, each held for 6 s on average (exponential), under a TIME_WAIT of 1 s: growth that dies away",
    max: 2400,
    seconds: 40,
    walks: true,
    timeouts: { nf_conntrack_tcp_timeout_time_wait: 1 },
    begin: async ({ client, server, link }) => {
      await server.start("tcp-server", { port: 80 });
      await client.start("short-connections", { host: link.right.ipv4, port: 80, perSecond: 200, holdSeconds: 6 });
    },
  },
  {
    name: "rollouts",
    what: "every 10 s for 4 s 500 UDP flows a second that nobody answers, under a timeout of 3 s: up and down",
    max: 6000,
    seconds: 45,
    walks: true,
    timeouts: { nf_conntrack_udp_timeout: 3 },
    begin: async ({ client }) => {
      for (let round = 0; round < 5; round++) {
        const { program } = await client.start("udp-burst", { to: nowhereIpv4(1 + round * 256), count: 1_000_000, perSecond: 500 });
        await sleep(4000);
        await program.stop();
        await sleep(6000);
      }
    },
  },
];

const because = reasonToSkip();
if (because !== undefined) throw new Error(because);
const releaseLock = await acquireMachineLock();
try {
  for (const recipe of recipes) await record(recipe);
} finally {
  releaseLock();
}

async function record({ name, what, max, seconds, timeouts, walks, begin }: Recipe): Promise<void> {
  const laboratory = new Laboratory();
  try {
    const pair = laboratory.addPair();
    for (const [sysctl, value] of Object.entries(timeouts)) pair.client.setSysctl(`net.netfilter.${sysctl}`, value);
    const walker = walks ? (await pair.client.start("sample-table", {})).program : undefined;
    const load = begin(pair);
    const samples: (readonly [milliseconds: number, count: number])[] = [];
    const startedAt = performance.now();
    for (let next = 0; next <= seconds * 1000; next += everyMs) {
      await sleep(Math.max(0, startedAt + next - performance.now()));
      if (next % 1000 === 0) {
        walker?.tell("again");
        await walker?.next();
      }
      const at = performance.now();
      samples.push([Math.round(at - startedAt), pair.client.readCount()]);
    }
    await load;
    const lines = samples.map((sample) => JSON.stringify(sample)).join(",");
    const head = JSON.stringify({ name, what, kernel: release(), timeouts, max, columns: ["milliseconds", "count"] }, undefined, 2);
    writeFileSync(`fixtures/series/${name}.json`, `${head.slice(0, -2)},\n  "samples": [${lines}]\n}\n`);
    console.log(`${name}: ${samples.length} samples, at most ${Math.max(...samples.map(([, count]) => count))}`);
  } finally {
    await laboratory.close();
  }
}
