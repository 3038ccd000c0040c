import { type ConntrackTimeouts, timeoutSysctl } from "../../model/conntrack-timeouts.ts";
import { distance } from "../../model/edit-distance.ts";

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
  const near = names
    .map((name) => ({
      short: shortened(timeoutSysctl[name]),
      far: Math.min(...shortNames(name).map((short) => distanceTo(short, wanted))),
    }))
    .filter(({ far }) => far <= 2);
  return near.length === 0 ? shortTimeoutNames : near.toSorted((left, right) => left.far - right.far).map(({ short }) => short);
}

function distanceTo(short: string, wanted: string): number {
  return wanted !== "" && (short.includes(wanted) || wanted.includes(short)) ? 0 : distance(short, wanted);
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
