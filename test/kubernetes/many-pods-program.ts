/** Reads the names of the cluster at the address given, and prints how many there are and what that took. Run in a process of its own, with a small heap. */
import { openClusterNames } from "../../src/sources/kubernetes/open-cluster-names.ts";

const url = process.argv[2] ?? "";
const access = { description: url, target: async () => ({ url, headers: {}, tls: {} }), forget: () => {} };
const names = await openClusterNames({ access, firstListsMs: 120_000 });
const { claims } = names.current();
console.log(JSON.stringify({ claims: claims.length, remarks: names.remarks(), rssKilobytes: process.resourceUsage().maxRSS }));
await names.close();
