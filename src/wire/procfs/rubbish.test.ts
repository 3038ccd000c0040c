import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WireError } from "../bytes/wire-error.ts";
import { parseArpTable } from "./arp-table.ts";
import { coresOfQuota, parseCgroupMembership, parseCpuMax, parseMemoryLimit } from "./cgroup.ts";
import { parseConntrackStat } from "./conntrack-stat.ts";
import { parseIpvsServices, parseIpvsTotals } from "./ip-vs.ts";
import { parseKernelStat } from "./kernel-stat.ts";
import { parseFibTrieLocals, parseIfInet6 } from "./local-addresses.ts";
import { parseMeminfo } from "./meminfo.ts";
import { parseBuiltinModules, parseLoadedModules } from "./modules.ts";
import { parseNetworkNamespaceLink } from "./namespace-link.ts";
import { parseNeighbourStat } from "./neighbour-stat.ts";
import { parseNetlinkSockets } from "./netlink-sockets.ts";
import { parseCommandLine, parseProcessName } from "./process-name.ts";
import { parseProtocolCounters } from "./protocol-counters.ts";
import { parseConntrackSlabs } from "./slabinfo.ts";
import { parseSnmp6 } from "./snmp6.ts";
import { parseSockstat } from "./sockstat.ts";
import { parseSoftnetStat } from "./softnet-stat.ts";
import { parsePortList, parseSysctlNumber, parseSysctlRange } from "./sysctl.ts";

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  coresOfQuota: (text) => coresOfQuota(text, text),
  parseCgroupMembership,
  parseCpuMax,
  parseMemoryLimit,
  parseConntrackStat,
  parseIpvsServices,
  parseIpvsTotals,
  parseKernelStat,
  parseMeminfo,
  parseBuiltinModules,
  parseLoadedModules,
  parseNetworkNamespaceLink,
  parseNeighbourStat,
  parseCommandLine,
  parseProcessName,
  parseProtocolCounters,
  parseConntrackSlabs,
  parseSnmp6,
  parseSockstat,
  parseSoftnetStat,
  parsePortList,
  parseSysctlNumber,
  parseSysctlRange,
  parseArpTable,
  parseFibTrieLocals,
  parseIfInet6,
  parseNetlinkSockets,
};

/** Lines made of the words that the formats are made of, so that rubbish gets past the first test of each parser. */
const words = [
  "entries",
  "drop",
  "__proto__",
  "Tcp:",
  "TCP:",
  "->",
  "cpu0",
  "nf_conntrack",
  "kB",
  "net:[1]",
  "0::/",
  "max",
  "-",
  ",",
  "\0",
];
const word = fc.oneof(fc.constantFrom(...words), fc.string({ unit: "binary", maxLength: 5 }), fc.integer().map(String));
const line = fc.array(word, { maxLength: 8 }).map((parts) => parts.join(" "));
const rubbish = fc.array(line, { maxLength: 8 }).map((lines) => lines.join("\n"));

for (const [name, parse] of Object.entries(parsers)) {
  test(`${name} ends in a value or a WireError whatever it is given`, () => {
    fc.assert(
      fc.property(rubbish, (text) => {
        try {
          parse(text);
        } catch (error) {
          assert.ok(error instanceof WireError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
}
