/** What `ip route` says, or the same lines of a bundle of our own. */
export interface SavedRoutes {
  readonly routes: number;
  readonly tables: number;
  readonly defaultRoutes: readonly string[];
  /** Routes that let packets vanish or refuse them. */
  readonly refusing: readonly string[];
}

/** Undefined where no line is a route. */
export function parseRoutes(text: string): SavedRoutes | undefined {
  const lines = text.split("\n").filter((line) => routeLine.test(line));
  if (lines.length === 0) return undefined;
  const defaults = lines.filter((line) => /^default\b/.test(line));
  return {
    routes: lines.length,
    tables: new Set(lines.map((line) => / table (\S+)/.exec(line)?.[1] ?? "main")).size,
    defaultRoutes: defaults.slice(0, mostShown).map(shortened),
    refusing: lines
      .filter((line) => /^(?:blackhole|unreachable|prohibit)\b/.test(line))
      // Of IPv6 the kernel has one of its own that is there always.
      .filter((line) => !/^unreachable default dev lo .*error -101/.test(line))
      .slice(0, mostShown)
      .map(shortened),
  };
}

/** `ip rule`: `0:	from all lookup local`. */
export function countRoutingRules(text: string): number | undefined {
  const count = text.split("\n").filter((line) => /^\d+:\s+(?:not )?from /.test(line)).length;
  return count === 0 ? undefined : count;
}

const routeLine =
  /^(?:default|(?:local|broadcast|multicast|anycast|blackhole|unreachable|prohibit|throw|unicast) |[0-9a-fA-F]*[.:][0-9a-fA-F.:]*(?:\/\d+)? ).*\S/;
const mostShown = 5;

function shortened(line: string): string {
  return line.trim().slice(0, 160);
}
