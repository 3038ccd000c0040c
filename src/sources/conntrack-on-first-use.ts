import type { ConntrackSource } from "./conntrack-source.ts";

/** A source that is made by its first question: the code of netlink is a fifth of what a check would load, and most checks ask nothing there. */
export function conntrackOnFirstUse(create: () => Promise<ConntrackSource>): ConntrackSource {
  let created: Promise<ConntrackSource> | undefined;
  const source = () => {
    created ??= create();
    return created;
  };
  return {
    dump: async (request, onBatch) => (await source()).dump(request, onBatch),
    readCpuCounters: async () => (await source()).readCpuCounters(),
    readGlobalCounters: async () => (await source()).readGlobalCounters(),
    close: async () => (await created)?.close(),
  };
}
