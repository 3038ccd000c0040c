/**
 * Reads the names that an agent has of the cluster at the address given, keeps them for some changes, and prints what that takes. Run in a process of its own with the agent's own
 * flags and a small heap.
 */
import { setTimeout } from "node:timers/promises";
import { type OpenClusterNamesOptions, openClusterNames } from "../../src/sources/kubernetes/open-cluster-names.ts";

const [url = "", options = "{}"] = process.argv.slice(2);
const access = { description: url, target: async () => ({ url, headers: {}, tls: {} }), forget: () => {} };
const before = await settledRss();
const names = await openClusterNames({
  access,
  ownNode: "node-0",
  firstListsMs: 120_000,
  ...(JSON.parse(options) as Partial<OpenClusterNamesOptions>),
});
const { claims, services } = names.current();
const after = await settledRss();
console.log(
  JSON.stringify({
    claims: claims.length,
    services: services.length,
    remarks: names.remarks(),
    before,
    after,
    most: process.resourceUsage().maxRSS / 1024,
  }),
);
await names.close();

/** In MB, when what is garbage is gone as far as it goes. */
async function settledRss(): Promise<number> {
  for (let time = 0; time < 5; time++) {
    globalThis.gc?.();
    await setTimeout(20);
  }
  return process.memoryUsage().rss / 1024 / 1024;
}
