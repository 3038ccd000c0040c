/** Rules in a table of their own, ahead of connection tracking (priority raw), for what comes in and for what the node sends itself. */
export function untrackCommands(table: string, protocol: "tcp" | "udp", ports: readonly number[], bothWays = false): readonly string[] {
  const set = ports.length === 1 ? String(ports[0]) : `{ ${ports.join(", ")} }`;
  const directions = bothWays ? ["dport", "sport"] : ["dport"];
  return [
    `nft add table inet ${table}`,
    ...["prerouting", "output"].map((hook) => `nft 'add chain inet ${table} ${hook} { type filter hook ${hook} priority raw; }'`),
    ...directions.flatMap((direction) =>
      ["prerouting", "output"].map((chain) => `nft 'add rule inet ${table} ${chain} ${protocol} ${direction} ${set} notrack'`),
    ),
  ];
}

export function undoUntrack(table: string): readonly string[] {
  return [`nft delete table inet ${table}`];
}
