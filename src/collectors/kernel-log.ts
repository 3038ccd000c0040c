import { defineCollector } from "./collector.ts";

export const kernelLog = defineCollector({
  part: "kernelLog",
  title: "Kernel log",
  why: "A full table is written there in words, with the namespace it happened in.",
  reads: ["/dev/kmsg", "klogctl SYSLOG_ACTION_READ_ALL"],
  capability: { name: "CAP_SYSLOG", gives: "the kernel log where kernel.dmesg_restrict is set" },
  cost: "cheap",
  async collect({ kernelLog: log }) {
    const { source, ...value } = await log.readAll();
    return { value, source };
  },
});
