import { defineCheck } from "./check.ts";

/** An entry is 128 bytes larger when somebody listens as it is born: the extension that remembers which events are due (measured on Linux 6.18). */
const bytesPerEntry = 128;

export const eventListeners = defineCheck({
  id: "event-listeners",
  title: "Event listeners",
  says: "Which sockets get a message for every entry that comes, changes or goes.",
  why: "With nf_conntrack_events at 2, its default, a listener makes each new entry 128 bytes larger and takes time on the path of every first packet.",
  doesNotMean: "A listener is no fault: conntrackd, flow exporters and some network plugins need it.",
  nextCommand: "cat /proc/net/netlink",
  needs: ["eventListeners"],
  uses: ["tableUsage"],
  cost: "cheap",
  judges: "state",
  levels: { notice: "Somebody listens." },
  thresholds: {},
  evaluate({ now }) {
    const listeners = now.eventListeners.value;
    if (listeners.length === 0) return [{ level: "ok", text: "Event listeners: none", value: 0 }];
    const count = now.tableUsage?.value.count;
    const cost =
      count === undefined
        ? `${bytesPerEntry} B an entry`
        : `${bytesPerEntry} B an entry, up to ${Math.ceil((count * bytesPerEntry) / 1024)} KiB`;
    const named = listeners
      .slice(0, 5)
      .map(
        ({ pid, command, events }) =>
          `${command ?? "unknown process"} (${pid === undefined ? "" : `process ${pid}: `}${events.join(", ")})`,
      );
    const more = listeners.length > named.length ? ` and ${listeners.length - named.length} more` : "";
    return [{ level: "notice", text: `Event listeners: ${named.join(", ")}${more}; they cost ${cost}`, value: listeners.length }];
  },
});
