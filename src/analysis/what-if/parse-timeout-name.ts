import { type ConntrackTimeouts, timeoutSysctl } from "../../model/conntrack-timeouts.ts";
import { lettersApart, nearest } from "../../model/nearest.ts";

export type TimeoutName = keyof ConntrackTimeouts;

/** What a timeout may be called: `tcp_time_wait`, `time_wait` or its whole sysctl, with a path or a prefix before it or not. */
export function parseTimeoutName(text: string): TimeoutName | undefined {
  const wanted = shortened(text);
  return names.find((name) => shortNames(name).includes(wanted));
}

/** The short names of all timeouts, as they are shown. */
const shortTimeoutNames: readonly string[] = Object.values(timeoutSysctl).map(shortened);

/** The names that look most like one that does not exist, the nearest first; all where none does. */
export function likelyTimeoutNames(text: string): readonly string[] {
  const wanted = shortened(text);
  const near = nearest(
    names,
    (name) => Math.min(...shortNames(name).map((short) => lettersApart(short, wanted))),
    (far) => far <= 2,
  );
  return near.length === 0 ? shortTimeoutNames : near.map((name) => shortened(timeoutSysctl[name]));
}

const names = Object.keys(timeoutSysctl) as readonly TimeoutName[]; // Object.keys forgets the keys

function shortNames(name: TimeoutName): readonly string[] {
  const short = shortened(timeoutSysctl[name]);
  return [short, short.replace(/^tcp_/, ""), short.replace(/_/g, "")];
}

/** `net.netfilter.nf_conntrack_tcp_timeout_time_wait` → `tcp_time_wait`. */
function shortened(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s-]/g, "_")
    .replace(/^.*[./](?=nf_conntrack)/, "")
    .replace(/^nf_conntrack_/, "")
    .replace(/_?timeout_?/, "_")
    .replace(/^_|_$/g, "");
}
