import type { KernelLogRecord } from "../../model/kernel-log-record.ts";

export const collectedAtMs = Date.parse("2026-10-13T00:00:00Z");
/** Boot at 09:58:01 UTC, so that second 120 is 10:00:01. */
export const bootedAtMs = Date.parse("2026-10-12T09:58:01Z");

const full = "nf_conntrack: table full, dropping packet";
const atMs = Date.parse("2026-10-12T10:00:01Z");

export interface CarrierCase {
  readonly carrier: string;
  readonly line: string;
  /** What must come of it besides the event and the message; undefined when the line is not the kernel's. */
  readonly time: Pick<KernelLogRecord, "atMs" | "bootSeconds"> | undefined;
}

/** One line of each carrier, all with the same message at the same moment. */
export const carriersOfTheKernel: readonly CarrierCase[] = [
  { carrier: "/dev/kmsg", line: `4,17,120000000,-;${full}`, time: { atMs, bootSeconds: 120 } },
  { carrier: "/dev/kmsg with a caller", line: `4,17,120000000,-,caller=T12;${full}`, time: { atMs, bootSeconds: 120 } },
  { carrier: "klogctl", line: `<4>[  120.000000] ${full}`, time: { atMs, bootSeconds: 120 } },
  { carrier: "klogctl with a caller", line: `<4>[  120.000000][   T12] ${full}`, time: { atMs, bootSeconds: 120 } },
  { carrier: "klogctl without printk.time", line: `<4>${full}`, time: {} },
  { carrier: "dmesg", line: `[  120.000000] ${full}`, time: { atMs, bootSeconds: 120 } },
  { carrier: "dmesg with a caller in an interrupt", line: `[  120.000000][    C1] ${full}`, time: { atMs, bootSeconds: 120 } },
  { carrier: "dmesg -d", line: `[  120.000000 <    0.054846>] ${full}`, time: { atMs, bootSeconds: 120 } },
  { carrier: "dmesg --time-format delta", line: `[<    0.054846>] ${full}`, time: {} },
  { carrier: "dmesg -x", line: `kern  :warn  : [  120.000000] ${full}`, time: { atMs, bootSeconds: 120 } },
  { carrier: "dmesg -t", line: full, time: {} },
  { carrier: "dmesg -T", line: `[Mon Oct 12 10:00:01 2026] ${full}`, time: { atMs } },
  { carrier: "dmesg -T with a caller", line: `[Mon Oct 12 10:00:01 2026][   T12] ${full}`, time: { atMs } },
  { carrier: "dmesg -H, first line of a minute", line: `[Oct12 10:00] ${full}`, time: { atMs: atMs - 1000 } },
  { carrier: "dmesg -H, next line", line: `[  +0.000012] ${full}`, time: {} },
  { carrier: "dmesg --time-format iso", line: `2026-10-12T10:00:01,000000+00:00 ${full}`, time: { atMs } },
  { carrier: "dmesg --time-format iso in another zone", line: `2026-10-12T12:00:01,000000+02:00 ${full}`, time: { atMs } },
  { carrier: "journal short", line: `Oct 12 10:00:01 node-1 kernel: ${full}`, time: { atMs } },
  { carrier: "journal short-precise", line: `Oct 12 10:00:01.250000 node-1 kernel: ${full}`, time: { atMs: atMs + 250 } },
  { carrier: "journal short-iso", line: `2026-10-12T10:00:01+0000 node-1 kernel: ${full}`, time: { atMs } },
  { carrier: "journal short-iso-precise", line: `2026-10-12T05:30:01.250000-0430 node-1 kernel: ${full}`, time: { atMs: atMs + 250 } },
  {
    carrier: "journal json",
    line: JSON.stringify({
      ...{ __REALTIME_TIMESTAMP: String(atMs * 1000), _SOURCE_MONOTONIC_TIMESTAMP: "120000000", _TRANSPORT: "kernel" },
      ...{ SYSLOG_FACILITY: "0", SYSLOG_IDENTIFIER: "kernel", MESSAGE: full },
    }),
    time: { atMs, bootSeconds: 120 },
  },
  { carrier: "/var/log/messages", line: `Oct 12 10:00:01 ip-10-0-1-5 kernel: [  120.000000] ${full}`, time: { atMs, bootSeconds: 120 } },
  { carrier: "syslog of a day with one digit", line: `Oct  2 10:00:01 node-1 kernel: ${full}`, time: { atMs: atMs - 10 * 86_400_000 } },
  { carrier: "syslog with a priority", line: `<4>Oct 12 10:00:01 node-1 kernel: ${full}`, time: { atMs } },
  { carrier: "syslog with the host's IPv6 address", line: `Oct 12 10:00:01 fd00::5 kernel: ${full}`, time: { atMs } },
  {
    carrier: "syslog of BusyBox",
    line: `Oct 12 10:00:01 node-1 kern.warn kernel: [  120.000000] ${full}`,
    time: { atMs, bootSeconds: 120 },
  },
  {
    carrier: "syslog ISO",
    line: `2026-10-12T10:00:01.123456+00:00 node-1 kernel: [  120.450000] ${full}`,
    time: { atMs: atMs + 123, bootSeconds: 120.45 },
  },
  { carrier: "syslog ISO in UTC", line: `2026-10-12T10:00:01.123456Z node-1 kernel: ${full}`, time: { atMs: atMs + 123 } },
  { carrier: "syslog RFC 5424", line: `<4>1 2026-10-12T10:00:01.000Z node-1 kernel - - - ${full}`, time: { atMs } },
  { carrier: "an impossible date", line: `[Mon Feb 30 10:00:01 2026] ${full}`, time: {} },
];

/** The same words, spoken or quoted by someone else. */
export const carriersOfOthers: readonly CarrierCase[] = [
  { carrier: "/dev/kmsg written by a program", line: `12,17,120000000,-;${full}`, time: undefined },
  { carrier: "klogctl, written by a program", line: `<12>[  120.000000] ${full}`, time: undefined },
  { carrier: "dmesg -r of util-linux, written by a program", line: `<5>[  120.000000] ${full}`, time: undefined },
  { carrier: "dmesg -x, written by a program", line: `user  :warn  : [  120.000000] ${full}`, time: undefined },
  { carrier: "dmesg, tagged by a program", line: `[  120.000000] ullage-test: ${full}`, time: undefined },
  { carrier: "syslog of a program", line: `Oct 12 10:00:01 node-1 myapp[123]: saw "${full}"`, time: undefined },
  { carrier: "syslog of a program that begins with the words", line: `Oct 12 10:00:01 node-1 myapp[123]: ${full}`, time: undefined },
  { carrier: "syslog of a program that quotes a kernel line", line: `Oct 12 10:00:01 node-1 myapp: kernel: ${full}`, time: undefined },
  { carrier: "syslog without a host, quoting a kernel line", line: `Oct 12 10:00:01 myapp[9]: kernel: ${full}`, time: undefined },
  { carrier: "syslog of a program with the kernel in its name", line: `Oct 12 10:00:01 node-1 mykernel: ${full}`, time: undefined },
  { carrier: "syslog with a program's priority", line: `<12>Oct 12 10:00:01 node-1 kernel: ${full}`, time: undefined },
  { carrier: "syslog ISO of a program", line: `2026-10-12T10:00:01.123456+00:00 node-1 myapp[1]: ${full}`, time: undefined },
  { carrier: "container log", line: `2026-10-12T10:00:01.123456789Z stdout F ${full}`, time: undefined },
  { carrier: "bare text of a program", line: `myapp: saw "${full}"`, time: undefined },
  {
    carrier: "journal json of a program",
    line: JSON.stringify({ _TRANSPORT: "stdout", SYSLOG_IDENTIFIER: "kernel", SYSLOG_FACILITY: "3", MESSAGE: full }),
    time: undefined,
  },
  {
    carrier: "journal json of a program that wrote to /dev/kmsg",
    line: JSON.stringify({ _TRANSPORT: "kernel", SYSLOG_FACILITY: "1", MESSAGE: full }),
    time: undefined,
  },
];
