import { systemClock } from "../platform/clock.ts";
import { FileTree } from "../sources/file-tree.ts";
import { collectSnapshot } from "./collect-snapshot.ts";
import { systemError } from "./fixture-sources.case.ts";

/** Prints the status of every part of this machine as JSON, where whatever needs a capability is refused as the kernel refuses it. */
const refuse = (): never => {
  throw systemError("EPERM");
};

const { snapshot } = await collectSnapshot(
  {
    proc: new FileTree("/proc"),
    sys: new FileTree("/sys"),
    host: new FileTree("/"),
    localHttp: { request: async () => refuse(), takeAttempts: () => [], close: () => {} },
    localDatagram: { send: async () => ({ target: "udp 127.0.0.1:9", outcome: "not-permitted" }) },
    conntrack: {
      dump: async () => refuse(),
      readCpuCounters: async () => refuse(),
      readGlobalCounters: async () => refuse(),
      close: async () => {},
    },
    ethtool: { readStatistics: refuse },
    kernelLog: { readAll: refuse, follow: refuse },
    clock: systemClock,
  },
  { node: "this" },
);
process.stdout.write(JSON.stringify(Object.fromEntries(Object.entries(snapshot.parts).map(([part, reading]) => [part, reading?.status]))));
