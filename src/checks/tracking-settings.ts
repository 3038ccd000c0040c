import { defineCheck } from "./check.ts";

/** `nf_conntrack_events` has a third value since Linux 5.19: events begin with the first listener. */
const eventsMeaning: Readonly<Record<number, string>> = { 0: "0 (off)", 1: "1 (on)", 2: "2 (when somebody listens)" };

export const trackingSettings = defineCheck({
  id: "tracking-settings",
  title: "Tracking settings",
  says: "What nf_conntrack_events, nf_conntrack_acct and nf_conntrack_timestamp are set to.",
  why: "They decide what any tool can know here: whether connections can be watched as they come and go, and whether entries carry bytes, packets and their time of birth.",
  doesNotMean:
    "It does not mean that anything should be switched on: each costs memory for every entry or time for every packet, and ages and idle times are read off the countdown without them.",
  nextCommand: "sysctl -a --pattern nf_conntrack_",
  needs: ["settings"],
  cost: "cheap",
  judges: "state",
  levels: { notice: "Events are off, so no tool sees connections come and go." },
  thresholds: {},
  evaluate({ now }) {
    const { sysctls } = now.settings.value;
    const events = sysctls["nf_conntrack_events"];
    const said = (name: string) => (sysctls[name] === undefined ? "not in this kernel" : String(sysctls[name]));
    const eventsText = events === undefined ? "not in this kernel" : (eventsMeaning[events] ?? String(events));
    const text = `Tracking settings: events ${eventsText}, acct ${said("nf_conntrack_acct")}, timestamp ${said("nf_conntrack_timestamp")}`;
    return [{ level: events === 0 ? "notice" : "ok", text }];
  },
});
